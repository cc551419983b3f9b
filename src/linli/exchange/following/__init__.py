"""Requests of another Open311 server become cases here; how they fare is told back."""
