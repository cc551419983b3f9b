"""Mediation: disputes between people, settled with their consent (人民调解法)."""
