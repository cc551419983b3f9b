"""Doors of this part of the desk."""
