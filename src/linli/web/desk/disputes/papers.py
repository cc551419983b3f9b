"""The papers of a dispute's dossier, filled in from what is known of it; opening one leaves a line in the journal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A paper."""

    title: str


KINDS: dict[str, Kind] = {}
