"""What rules say, in the language of the page."""

from linli.lib.words import told

__all__ = ["told"]
