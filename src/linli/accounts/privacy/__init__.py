"""Encryption, masking and classes of personal fields."""
