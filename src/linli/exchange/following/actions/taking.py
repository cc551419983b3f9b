"""A request of another server becomes a case, once, or is kept with the reason why not."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.areas import queries as areas
from linli.areas.rules import SYSTEM, Actor, NotAllowed
from linli.cases.actions import BadForm, RefusedAction, Report, open_case
from linli.cases.models import Case
from linli.exchange.following.models import Item, Peer, Service
from linli.exchange.following.queries import visible_to
from linli.exchange.following.rules import LONGEST_ADDRESS, PATIENCE, BadRow, Row
from linli.exchange.overseers import overseers
from linli.lib.text import to_halfwidth
from linli.matters.models import Matter
from linli.notices import actions as notices

LONGEST_PROBLEM = 300


@transaction.atomic
def take(peer_id: int, row: Row, *, at: datetime) -> Item:
    """Make a case of a request, unless it was made before; of a bad one the reason is kept, and it may be retried.

    One transaction for each request: a bad one keeps no good one back.
    """
    peer = Peer.objects.select_for_update().get(pk=peer_id)
    known = Item.objects.filter(peer=peer, number=row.id).first()  # unique: no order is needed
    if known is not None and known.state == "taken":
        return known
    item = known or Item(peer=peer, number=row.id, seen_at=at)
    item.row = dict(row.values)
    item.state, item.case, item.problem = _verdict(peer, row, at)
    item.save()
    return item


@transaction.atomic
def retry(item_id: int, *, by: Actor, at: datetime) -> Item:
    """Try a bad one again as it was told then. Raises ``NotAllowed``."""
    rows = Item.objects.filter(peer__in=visible_to(by).values("pk"))
    item = rows.filter(pk=item_id).first()  # unique: no order is needed
    if item is None:
        raise NotAllowed
    audit.record("peer.retry", "peer", item.peer_id, by=by, at=at, detail={"number": item.number})
    return take(item.peer_id, Row(item.row), at=at)


@transaction.atomic
def advance(peer_id: int, until: datetime, *, at: datetime) -> None:
    """Everything up to this moment was taken: the next time begins here."""
    row = Peer.objects.select_for_update().get(pk=peer_id)
    row.since, row.pulled_at, row.problem = max(row.since, until), at, ""
    row.save(update_fields=["since", "pulled_at", "problem"])


@transaction.atomic
def recover(peer_id: int) -> None:
    """The server has answered everything it was asked."""
    Peer.objects.filter(pk=peer_id, failing_since__isnull=False).update(failing_since=None)


@transaction.atomic
def fail(peer_id: int, problem: str, *, at: datetime) -> None:
    """The server did not answer, or not as the standard says; the next time begins where this one did.

    Once it has gone on for ``PATIENCE``, whoever looks after it is told, once until it answers again.
    """
    row = Peer.objects.select_for_update().get(pk=peer_id)
    row.pulled_at, row.problem = at, problem[:200]
    row.failing_since = row.failing_since or at
    row.save(update_fields=["pulled_at", "problem", "failing_since"])
    if at - row.failing_since >= PATIENCE:
        notices.tell(
            overseers(row.ground, at),
            kind="peer",
            title=_("对接一直不通：%(name)s") % {"name": row.name},
            body=_("%(problem)s。期间对方的件取不到；通了会从断的地方接着取。") % {"problem": row.problem},
            link=f"/desk/following/{row.pk}/",
            dedupe=f"peer:{row.pk}:failing:{row.failing_since.isoformat()}",
            at=at,
        )


def _verdict(peer: Peer, row: Row, at: datetime) -> tuple[str, Case | None, str]:
    if row.is_closed:
        return "left", None, "第一次见到时对方已经办结"
    if row.is_passed_on:
        return "left", None, "对方也是从别处转来的，为免来回转，不再转"
    try:
        row.check()
        return "taken", _opened(peer, row, at), ""
    except BadRow as bad:
        return "bad", None, str(bad)[:LONGEST_PROBLEM]
    except BadForm as bad:
        return "bad", None, "；".join(map(str, bad.errors.values()))[:LONGEST_PROBLEM]
    except RefusedAction as refused:
        return "bad", None, refused.text[:LONGEST_PROBLEM]


def _opened(peer: Peer, row: Row, at: datetime) -> Case:
    matter = _matter(peer, row)
    point = row.point()
    if point is not None:
        found = areas.locate(*point)
        if found is None or peer.area.code not in found.ground:
            raise BadRow(f"地点不在{peer.area.name}范围内")
    report = Report(
        source="other",
        matter_code=matter,
        description=row.text(peer.name),
        address=to_halfwidth(row.values.get("address", ""))[:LONGEST_ADDRESS],
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        ground_code="" if point else peer.area.code,
    )
    with transaction.atomic():
        return open_case(report=report, by=SYSTEM, at=at, key=_key(peer, row))


def _key(peer: Peer, row: Row) -> UUID:
    """The same request is the same case, whoever asks for it and however often."""
    return uuid5(NAMESPACE_URL, f"following:{peer.pk}:{row.id}")


def _matter(peer: Peer, row: Row) -> str:
    """What the matter is called here: as was said on screen, else as the catalogue has it, else the catch-all."""
    code, name = row.service
    service, is_new = Service.objects.get_or_create(peer=peer, code=code, defaults={"name": name})
    if is_new and Matter.objects.filter(code=code, title=name, is_active=True).exists():
        service.matter_code = code  # both sides use the same catalogue
        service.save(update_fields=["matter_code"])
    chosen = service.matter_code or peer.matter_code
    if not chosen:
        raise BadRow(f"对方的事项「{name or code}」还没有说明对应本系统的哪一项")
    return chosen
