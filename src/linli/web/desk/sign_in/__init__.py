"""Staff sign in: name and password, a second factor for those who want it, a lock-out after five failures."""
