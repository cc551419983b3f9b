"""Handing a party its own code."""
