"""The city's other programs in the words of Open311 GeoReport v2: they report, and everybody may follow.

What is answered where the standard is silent stands in docs/open311.md.
"""
