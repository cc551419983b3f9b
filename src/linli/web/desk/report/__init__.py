"""Entering what came by telephone, visit, hotline or patrol."""
