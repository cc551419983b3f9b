"""Photos and voice notes, for those who may see the case they belong to."""
