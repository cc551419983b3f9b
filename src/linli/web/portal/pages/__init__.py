"""Pages that say what this is."""
