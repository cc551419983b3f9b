"""The command centre: a wall that shows how a county stands now."""
