"""One case: what it is, where it stands, what happened, and what can be done."""
