"""Instructing a unit from the wall."""
