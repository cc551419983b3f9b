"""Every read of what is followed that a face or a task may use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.accounts.permissions import Permission
from linli.accounts.privacy import vault
from linli.areas.access import within
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.models import Step
from linli.cases.queries.hiding import names_to_hide
from linli.cases.rules import state
from linli.exchange.following.models import Item, Peer
from linli.exchange.following.rules import CLOSED, OPEN, moment
from linli.exchange.webhooks.rules import kind_of, title_of, words_of
from linli.lib.disclosure import plain

FIELD = "following.api_key"
#: So long after a case was closed it may still be reopened or rated.
_AFTERLIFE = timedelta(days=60)
_LONGEST = 1000


def visible_to(actor: Actor) -> QuerySet[Peer]:
    """Followed servers on the ground of an administrator."""
    if not actor.holds(Permission.EXCHANGE):
        return Peer.objects.none()
    return Peer.objects.filter(within(actor)).exclude(state="ended").select_related("area").defer("area__extent")


def counted(found: QuerySet[Peer]) -> QuerySet[Peer]:
    """The same with how many were taken, and how many were not."""
    taken, bad = (Count("items", filter=Q(items__state=state)) for state in ("taken", "bad"))
    return found.annotate(taken=taken, bad=bad)


def peer(pk: int, actor: Actor) -> Peer | None:
    """One of them; ``None`` for absent and forbidden alike."""
    return counted(visible_to(actor)).filter(pk=pk).first()  # unique: no order is needed


def item(pk: int, actor: Actor) -> Item | None:
    """One item; ``None`` for absent and forbidden alike."""
    rows = Item.objects.filter(peer__in=visible_to(actor).values("pk")).select_related("peer")
    return rows.filter(pk=pk).first()  # unique: no order is needed


def key_of(row: Peer) -> str:
    """The key the other server gave out."""
    return vault.unseal(bytes(row.api_key), field=FIELD)


def origins(case_ids: Iterable[int]) -> dict[int, str]:
    """Of those of the cases that came from another server its name and number; one query."""
    rows = Item.objects.filter(case__in=list(case_ids)).order_by("pk")
    return {case: f"{name} {number}" for case, name, number in rows.values_list("case_id", "peer__name", "number")}


def to_tell(at: datetime) -> list[int]:
    """Items of which something is to be told back now, the longest known first."""
    newer = Step.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("told_step"))
    alive = Q(case__closed_at__isnull=True) | Q(case__closed_at__gt=at - _AFTERLIFE)
    due = Q(tell_at__isnull=True) | Q(tell_at__lte=at)
    rows = Item.objects.filter(alive, due, state="taken", peer__tells=True, peer__state="active")
    return list(rows.filter(Exists(newer)).order_by("pk").values_list("pk", flat=True)[:_LONGEST])


@dataclass(frozen=True)
class Told:
    """One step as the other server hears of it; of an internal one ``values`` is empty."""

    step_id: int
    values: dict[str, str]


def next_told(row: Item) -> Told | None:
    """What is told of an item next; ``None`` when all was told."""
    step = (
        Step.objects.filter(Q(case_id=row.case_id), pk__gt=row.told_step).select_related("case").order_by("pk").first()
    )
    if step is None:
        return None
    if not kind_of(step.action, moved=step.from_state != step.to_state):
        return Told(step.pk, {})
    case = step.case
    process = processes.get(case.process, case.version)
    now = process.states[step.to_state]
    words = words_of(step.action, step.form)
    text = "；".join([title_of(step.action, process.titled(step.action)), now.title, *words.values()])
    hidden = names_to_hide([case.pk]).values()
    return Told(
        step.pk,
        {
            "service_request_id": row.number,
            "update_id": f"{case.no}-{step.number}",
            "status": CLOSED if now.final or _was_closed(step) else OPEN,
            "updated_datetime": moment(step.at),
            "description": plain(f"{case.no} {text}", hidden)[:_LONGEST],
        },
    )


def _was_closed(step: Step) -> bool:
    """Whether the work was over after a step."""
    until = Step.objects.filter(case_id=step.case_id, number__lte=step.number).order_by("number")
    return state.replay(list(until.values_list("changes", flat=True))).closed_at is not None
