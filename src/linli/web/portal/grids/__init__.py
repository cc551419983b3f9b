"""Who serves this ground."""
