"""A register of addresses from a CSV file: every line gets a verdict, good ones are kept, bad ones come back."""

from linli.exchange.places.files import ENCODINGS, Unreadable
from linli.exchange.places.importing import import_places, preview_places
from linli.exchange.places.reports import write_errors

__all__ = ["ENCODINGS", "Unreadable", "import_places", "preview_places", "write_errors"]
