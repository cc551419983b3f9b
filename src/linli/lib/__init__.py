"""Small pure tools that know nothing of us."""
