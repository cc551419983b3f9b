"""图上办公: the open cases on a map, with the list of what is in view beside it."""
