"""Coordinate systems and tile arithmetic: pure."""
