"""Patrols: a checklist of a desk, and a task for each grid whenever its turn comes."""
