"""An answer to a questionnaire: no name, no address, no moment."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.accounts.audit import actions as audit
from linli.areas.rules import RESIDENT
from linli.cases.actions import BadForm, KeyConflict, RefusedAction
from linli.cases.models import Case
from linli.cases.rules.verdicts import Refused
from linli.deadlines.rules import SHANGHAI
from linli.lib.sentences import Said
from linli.work.risks import queries
from linli.work.risks.models import Answer
from linli.work.risks.rules.guards import names_a_person

LONGEST_TEXT = 500


@transaction.atomic
def answer(  # noqa: PLR0913 - an answer has these parts, each named at the call
    no: str, mark: str, *, group: str, stance: str, text: str, at: datetime, key: UUID
) -> Answer:
    """Keep one answer; the same sheet sent twice is one answer.

    Raises ``NotFound``, ``RefusedAction`` after the last day, ``BadForm``, ``KeyConflict`` for the same sheet filled in
    otherwise.
    """
    sheet = queries.sheet(no, mark, at)
    given = Answer(
        case_id=sheet.case_id,
        round=sheet.round,
        group=int(group) if group.isdecimal() and group.isascii() and len(group) < 4 else 0,  # noqa: PLR2004
        stance=stance,
        text=text.replace("\r\n", "\n").strip(),
        answered_on=at.astimezone(SHANGHAI).date(),
        key=key,
    )
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=sheet.case_id)  # two of one key wait for each other
    first = Answer.objects.filter(key=key).first()  # unique: no order is needed
    if first is not None:
        return _repeated(first, given)
    if not sheet.is_open:
        raise RefusedAction(Refused("closed", "这份问卷已经截止，谢谢您"))
    errors = _errors(given, sheet)
    if errors:
        raise BadForm(errors)
    given.save(force_insert=True)
    audit.record("questionnaire.answer", "case", sheet.no, by=RESIDENT, at=at, detail={"round": sheet.round})
    return given


def _repeated(first: Answer, given: Answer) -> Answer:
    if (first.case_id, first.group, first.stance, first.text) != (given.case_id, given.group, given.stance, given.text):
        raise KeyConflict
    return first


def _errors(given: Answer, sheet: queries.Sheet) -> dict[str, str]:
    errors = dict[str, str]()
    if given.group not in dict(sheet.groups):
        errors["group"] = "请选一项最接近您的"
    if given.stance not in dict(Answer.STANCES):
        errors["stance"] = "请选一项"
    if len(given.text) > LONGEST_TEXT:
        errors["text"] = Said("最多 %(most)d 字", most=LONGEST_TEXT)
    if names_a_person(given.text):
        errors["text"] = "请不要写电话、身份证号，这份问卷不记名"
    if "\x00" in given.text:
        errors["text"] = "有无法保存的字符"
    return errors
