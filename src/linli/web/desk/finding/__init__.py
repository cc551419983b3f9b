"""Answers to what somebody types into a field: matters, units, cases, places."""
