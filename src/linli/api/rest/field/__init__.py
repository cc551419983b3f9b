"""The wire of the grid worker's phone: today's work out, items and files in. See docs/api.md."""
