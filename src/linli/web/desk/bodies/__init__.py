"""Bodies that mediate, and their rosters."""
