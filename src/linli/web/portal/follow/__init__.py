"""Following a case with its public code."""
