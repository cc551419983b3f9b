"""Units, people, postings and roles, for administrators."""
