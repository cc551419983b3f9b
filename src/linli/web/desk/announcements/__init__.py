"""What holds for one's ground, and what one's desk announces."""
