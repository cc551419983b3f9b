"""The inbox of a posting."""
