"""Registers of things that stand still."""
