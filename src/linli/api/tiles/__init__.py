"""What the map is drawn from: tiles, style, grounds, and words for a place. Public data only."""
