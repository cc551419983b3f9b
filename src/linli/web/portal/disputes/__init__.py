"""Mediation for its parties: applying for it, following it with one's own code, consenting, signing."""
