"""What a phone may begin beside a report: by the name of the process. No other module of the wire names a kind."""

from linli.api.rest.field import disputes
from linli.api.rest.field.openings import Opening, Told, may_begin
from linli.areas.rules import Actor
from linli.cases import processes

OPENINGS: dict[str, Opening] = {"dispute": disputes.APPLICATION}


def told_openings(actor: Actor) -> list[Told]:
    """What a posting may begin, each with its form."""
    return [one.told(name, actor) for name, one in OPENINGS.items()] if may_begin(actor) else []


def is_begun_here(process: str) -> bool:
    """Whether a phone can begin what runs on a process: by an opening, or by a report that lacks nothing."""
    return process in OPENINGS or not any(required for _name, required in processes.latest(process).open.wanted)
