"""Figures on the screen, on paper and as Excel, each leading to the cases behind it."""
