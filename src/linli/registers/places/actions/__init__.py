"""Every write to streets, blocks and places."""

from linli.registers.places.actions.drawing import NewBlock, NewPlace, NewStreet, replace_map
from linli.registers.places.actions.edition import Edition, Line, Reported, Verdict, import_edition

__all__ = [
    "Edition",
    "Line",
    "NewBlock",
    "NewPlace",
    "NewStreet",
    "Reported",
    "Verdict",
    "import_edition",
    "replace_map",
]
