"""The process of the running version, drawn."""
