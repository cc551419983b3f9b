"""The phone app of those who work in the grids: its page, its manifest, its service worker."""
