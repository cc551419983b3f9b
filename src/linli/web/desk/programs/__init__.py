"""Keys of other programs: given out once, listed, ended."""
