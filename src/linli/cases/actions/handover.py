"""Handing a person's open work over when a posting ends."""

from datetime import datetime
from functools import partial
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from linli.areas.actions import people
from linli.areas.models import Posting, Unit
from linli.areas.rules import Actor, BadForm, Refused
from linli.cases import processes
from linli.cases.actions import writing
from linli.cases.models import Follow, Step
from linli.cases.queries.handover import OpenWork, open_cases_of, open_reports, open_work
from linli.cases.queries.loading import about_case
from linli.deadlines.rules import SHANGHAI
from linli.lib.repeats import digest_of
from linli.notices import actions as notices

STEP = "hand_over"


@transaction.atomic
def hand_over(from_posting: int, to_posting: int, *, by: Actor, at: datetime) -> OpenWork:
    """Give one posting's open reports, follows and unread notices to another; returns what was handed over.

    Each case gets a step, so that its history says who answers for the report now. Requests stay with whoever asked:
    else somebody could approve what they asked for. Raises ``NotAllowed`` for postings the actor does not administer,
    ``BadForm`` for a posting that is not in force or is the same one.
    """
    giver, taker = people.own_posting(from_posting, by), people.own_posting(to_posting, by)
    if giver.pk == taker.pk or not _in_force(taker, at):
        raise BadForm({"to": _("请选另一个现在在岗的岗位")})
    work = open_work(giver.pk)
    for case_id in list(open_reports(giver.pk).values_list("pk", flat=True)):
        writing.until_written(partial(_hand_over_case, case_id, taker, by, at))
    _hand_over_follows(giver.pk, taker.pk, at)
    notices.pass_on(giver.pk, taker.pk, at=at)
    return work


@transaction.atomic
def close_unit(unit_id: int, *, by: Actor, at: datetime) -> Unit:
    """Take a unit out of use; refused while it has open cases, postings, or units below it."""
    unit = people.close_unit(unit_id, by=by, at=at)
    if number := open_cases_of(unit):
        text = _("%(unit)s还有 %(number)s 件没有办结，请先转给别的单位") % {"unit": unit.name, "number": number}
        raise Refused("open_cases", text)
    return unit


def _in_force(posting: Posting, at: datetime) -> bool:
    today = at.astimezone(SHANGHAI).date()
    return posting.user.is_active and posting.from_on <= today and (posting.to_on is None or posting.to_on > today)


def _hand_over_case(case_id: int, taker: Posting, by: Actor, at: datetime) -> Step | None:
    known = about_case(case_id)
    after = replace(known.case, reporter_posting=taker.pk, reporter_user=taker.user_id)
    form: dict[str, object] = {"to": taker.pk, "name": taker.user.full_name}
    digest = digest_of(case_id, STEP, form, by.user_id, by.kind)
    deed = writing.Deed(STEP, by, at, form, uuid4(), digest)
    return writing.change(known, after, deed, processes.get(known.process, known.version), _nobody)


def _nobody(_step: Step) -> list[notices.Message]:
    """Whoever hands over and whoever takes over have agreed on it."""
    return []


def _hand_over_follows(giver: int, taker: int, at: datetime) -> None:
    open_ones = Follow.objects.filter(posting_id=giver, case__is_final=False)
    Follow.objects.bulk_create(
        [Follow(case_id=case, posting_id=taker, at=at) for case in open_ones.values_list("case_id", flat=True)],
        ignore_conflicts=True,
    )
    open_ones.delete()
