"""Linli (邻理): grid-based community governance on one case engine."""
