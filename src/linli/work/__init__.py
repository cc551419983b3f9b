"""The kinds of work, each a process as data."""
