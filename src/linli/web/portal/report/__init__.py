"""Reporting, one question per screen."""
