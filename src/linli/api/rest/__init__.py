"""JSON for other programs. Answers speak Chinese, in words for people; see docs/api.md."""
