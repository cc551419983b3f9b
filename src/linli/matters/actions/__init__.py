"""Every write of matters and responsibilities; each leaves an edition and a line in the journal."""

from linli.matters.actions.catalogue import (
    add_class,
    load_default_catalogue,
    retire_matter,
    revive_matter,
    save_criteria,
    save_matter,
    save_matters,
)
from linli.matters.actions.permit import Saved, may_edit, may_edit_catalogue
from linli.matters.actions.responsibilities import (
    remove_responsibility,
    save_responsibilities,
    save_responsibility,
)

__all__ = [
    "Saved",
    "add_class",
    "load_default_catalogue",
    "may_edit",
    "may_edit_catalogue",
    "remove_responsibility",
    "retire_matter",
    "revive_matter",
    "save_criteria",
    "save_matter",
    "save_matters",
    "save_responsibilities",
    "save_responsibility",
]
