"""Doors to the catalogue and the responsibility list."""
