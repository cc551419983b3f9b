"""Instructions of a command centre to a unit: sent, received, answered."""
