"""Announcements of a desk to the staff who work on its ground."""
