"""The journal on screen, for auditors."""
