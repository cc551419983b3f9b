"""Checklists of a desk, and how far its grids have come with them."""
