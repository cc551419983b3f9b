"""Every write to the ground (`ground.py`, `edition.py`), the working calendar, units and postings."""
