"""Every write of files: keeping what is sent whole or in pieces, saying that it is used, sweeping what never was."""

from linli.documents.actions.keeping import attach, store_paper, store_photo, store_voice, sweep_orphans
from linli.documents.actions.uploads import (
    Progress,
    Promised,
    WrongPlace,
    claim,
    promise,
    put_piece,
    release_given_up,
)

__all__ = [
    "Progress",
    "Promised",
    "WrongPlace",
    "attach",
    "claim",
    "promise",
    "put_piece",
    "release_given_up",
    "store_paper",
    "store_photo",
    "store_voice",
    "sweep_orphans",
]
