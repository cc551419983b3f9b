"""The one write of this door: a case opened for a program, told once however often it is delivered."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from django.db import connection, transaction

from linli.accounts.audit import actions as audit
from linli.accounts.programs.queries import Caller
from linli.api.open311 import queries
from linli.api.open311.models import Received
from linli.areas.rules import RESIDENT
from linli.cases.actions import KeyConflict, Report, open_case
from linli.cases.rules.forms import LONGEST_OF_A_PROGRAM
from linli.documents.actions import store_photo


@dataclass(frozen=True)
class Delivery:
    """A report on its way in. ``digest`` is of everything sent; ``repeat_key`` is the sender's own name for it."""

    caller: Caller
    report: Report
    digest: str
    repeat_key: str = ""
    photo: bytes = b""
    #: What everybody may read of it.
    description: str = ""
    media_url: str = ""


@transaction.atomic
def receive(delivery: Delivery, *, at: datetime) -> Received:
    """Open the case; the same delivery again gives the same one.

    Raises ``KeyConflict`` for a repeat key with another content, and what ``open_case`` and ``store_photo`` raise.
    """
    caller = delivery.caller
    _wait_for(f"open311:{caller.id}:{delivery.repeat_key or delivery.digest}")
    earlier = queries.earlier(caller.id, delivery.digest, delivery.repeat_key, at)
    if earlier:
        if earlier.digest != delivery.digest:
            raise KeyConflict
        return earlier
    report = _with_photo(delivery, at)
    case = open_case(report=report, by=RESIDENT, at=at, key=uuid4(), longest=LONGEST_OF_A_PROGRAM)
    audit.record("case.receive", "case", case.no, by=None, at=at, detail={"program": caller.name})
    return Received.objects.create(
        key_id=caller.id,
        case=case,
        token=uuid4(),
        at=at,
        digest=delivery.digest,
        repeat_key=delivery.repeat_key,
        after_review=caller.after_review,
        description=delivery.description,
        media_url=delivery.media_url,
    )


def _with_photo(delivery: Delivery, at: datetime) -> Report:
    if not delivery.photo:
        return delivery.report
    photo = store_photo(upload=delivery.photo, name="open311.jpg", by=None, at=at)
    return replace(delivery.report, photos=(photo.pk,))


def _wait_for(name: str) -> None:
    """Two deliveries of the same at one instant come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
