"""Other programs that speak to this one: their keys, what each may do, and how often."""
