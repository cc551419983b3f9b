"""Tiles for staff: what each posting may see, and nothing else."""
