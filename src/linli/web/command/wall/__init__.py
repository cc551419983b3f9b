"""The page on the wall: what it shows, finished for the template."""
