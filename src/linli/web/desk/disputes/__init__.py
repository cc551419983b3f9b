"""Disputes at the desk: entering an application, its parties on the case page, its papers."""
