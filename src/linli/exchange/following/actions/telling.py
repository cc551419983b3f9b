"""What is told back about a case that came from another server: in order, once, tried again when it fails."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.areas.rules import Actor, NotAllowed
from linli.exchange.following.models import Item, Peer
from linli.exchange.following.queries import key_of, next_told, visible_to
from linli.exchange.following.rules import PATIENCE
from linli.exchange.outside import Answer
from linli.exchange.overseers import overseers
from linli.exchange.webhooks.rules import SCHEDULE, next_at
from linli.notices import actions as notices

#: Longer than a call may last; a worker that died leaves it free again after that.
LEASE = timedelta(seconds=60)
#: What is refused for good is passed over: not found, gone, already told with other words, cannot be done there.
_FINAL = frozenset({400, 404, 409, 410, 422})
#: What concerns one item only; ``400`` may be said to everything, to a wrong key for one.
_OF_ITS_OWN = _FINAL - {400}
LONGEST_PROBLEM = 200


@dataclass(frozen=True)
class Claimed:
    """One update on its way."""

    item_id: int
    step_id: int
    url: str
    body: bytes


@transaction.atomic
def claim(item_id: int, *, at: datetime) -> Claimed | None:
    """What is to be told of an item next, leased; internal steps are passed over. ``None``: nothing now."""
    rows = Item.objects.select_for_update(skip_locked=True, of=("self",)).select_related("peer")
    item = rows.filter(pk=item_id, state="taken").first()  # unique: no order is needed
    if item is None or (item.tell_at is not None and item.tell_at > at):
        return None
    while (told := next_told(item)) and not told.values:
        item.told_step = told.step_id
    if told is not None:
        item.tell_at = at + LEASE
    item.save(update_fields=["told_step", "tell_at"])
    if told is None:
        return None
    peer = item.peer
    said = {"api_key": key_of(peer), **({"jurisdiction_id": peer.jurisdiction} if peer.jurisdiction else {})}
    url = f"{peer.url}servicerequestupdates.{peer.form}"
    return Claimed(item.pk, told.step_id, url, urlencode(said | told.values).encode())


@transaction.atomic
def note(claimed: Claimed, answer: Answer, *, at: datetime) -> bool:
    """Write down what came of it; ``True`` when the next step may be told.

    Once a server has taken nothing for ``PATIENCE``, whoever looks after it is told, once until it takes something.
    """
    item = Item.objects.select_for_update().get(pk=claimed.item_id)
    if item.told_step >= claimed.step_id:
        return False  # somebody else was quicker, after our lease had ended
    item.tell_attempts += 1
    is_over = answer.is_good or answer.status in _FINAL or item.tell_attempts > len(SCHEDULE)
    item.tell_problem = "" if answer.is_good else (answer.problem or f"对方答 {answer.status}")[:LONGEST_PROBLEM]
    item.tell_at = None if is_over else next_at(at, item.tell_attempts, seed=item.pk)
    if is_over:
        item.told_step, item.tell_attempts = claimed.step_id, 0
    item.told_at = at if answer.is_good else item.told_at
    item.save(update_fields=["told_step", "told_at", "tell_problem", "tell_attempts", "tell_at"])
    if answer.is_good or answer.status in _OF_ITS_OWN:
        Peer.objects.filter(pk=item.peer_id, tell_failing_since__isnull=False).update(tell_failing_since=None)
    else:
        _fail(item.peer_id, item.tell_problem, at)
    return is_over


def _fail(peer_id: int, problem: str, at: datetime) -> None:
    row = Peer.objects.select_for_update().get(pk=peer_id)
    if row.tell_failing_since is None:
        row.tell_failing_since = at
        row.save(update_fields=["tell_failing_since"])
    if at - row.tell_failing_since >= PATIENCE:
        notices.tell(
            overseers(row.ground, at),
            kind="peer",
            title=_("回报一直不通：%(name)s") % {"name": row.name},
            body=_("%(problem)s。对方看不到办到了哪一步；三天内通了会自动补报，再久就要在对接页里重新回报。")
            % {"problem": problem},
            link=f"/desk/following/{row.pk}/",
            dedupe=f"peer:{row.pk}:telling:{row.tell_failing_since.isoformat()}",
            at=at,
        )


@transaction.atomic
def tell_again(item_id: int, *, by: Actor, at: datetime) -> Item:
    """Tell all of an item once more, from its beginning; the other side knows repeats by their ids."""
    rows = Item.objects.select_for_update().filter(peer__in=visible_to(by).values("pk"))
    item = rows.filter(pk=item_id, state="taken").first()  # unique: no order is needed
    if item is None:
        raise NotAllowed
    item.told_step, item.tell_attempts, item.tell_at, item.tell_problem = 0, 0, None, ""
    item.save(update_fields=["told_step", "tell_attempts", "tell_at", "tell_problem"])
    audit.record("peer.tell_again", "peer", item.peer_id, by=by, at=at, detail={"number": item.number})
    return item
