"""What the command centre tells one's unit to do, and what one's unit told others."""
