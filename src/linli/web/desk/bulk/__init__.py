"""Doing one thing to the cases selected in a list."""
