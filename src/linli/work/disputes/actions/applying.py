"""An application for mediation: a case on the dispute process, with its parties sealed beside it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli.accounts.privacy import vault
from linli.areas.rules import Actor
from linli.cases.actions import BadForm, Origin, Report, open_case, turn
from linli.cases.actions.writing import HERE
from linli.cases.models import Case
from linli.cases.rules.phones import normalised
from linli.deadlines.rules import SHANGHAI
from linli.lib.sentences import Said
from linli.work.disputes.actions.codes import with_code
from linli.work.disputes.models import Party
from linli.work.disputes.rules import sealing
from linli.work.disputes.rules.course import APPLICANT, RESPONDENT
from linli.work.disputes.rules.guards import LONGEST_DAYS

LONGEST_NAME, LONGEST_ADDRESS, MOST_PARTIES = 30, 100, 9


@dataclass(frozen=True)
class PartyForm:
    """What is collected of a party, and no more: name, telephone, address."""

    name: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Entrusted:
    """Who has entrusted a dispute, under which number of their own, and by which day they want to hear.

    ``kind``: court | police | hotline | unit. ``report_by``: ISO, empty where they named none.
    """

    kind: str
    unit: str
    number: str = ""
    report_by: str = ""

    @property
    def answers(self) -> dict[str, object]:
        """What the opening of the process asks."""
        return {
            "entruster_kind": self.kind,
            "entruster": self.unit,
            "entrusted_no": self.number,
            "report_by": self.report_by,
        }


@dataclass(frozen=True)
class Application:
    """Who asks for mediation with whom, about what. ``notice``: how the parties were told what is kept of them.

    ``started_by``: application | committee | entrusted. ``ground_code``: the area where it lies. Facts and claim are
    sealed before they are kept.
    """

    type_code: str
    started_by: str
    notice: str
    facts: str
    claim: str
    applicants: Sequence[PartyForm]
    respondents: Sequence[PartyForm]
    ground_code: str
    source: str = "visit"
    #: The case that turned out to be this dispute.
    came_from: int | None = None
    #: Where another unit has entrusted it.
    entrusted: "Entrusted | None" = None

    @property
    def parties(self) -> list[tuple[str, PartyForm]]:
        """The parties with their sides, applicants first, as the case numbers them."""
        sides = [(APPLICANT, one) for one in self.applicants] + [(RESPONDENT, one) for one in self.respondents]
        return [(side, replace(one, name=one.name.strip(), address=one.address.strip())) for side, one in sides]

    @property
    def report(self) -> Report:
        """The report as the engine takes it: nothing in it says who the parties are."""
        return Report(
            source=self.source,
            matter_code=self.type_code,
            ground_code=self.ground_code,
            came_from=self.came_from,
            answers={
                "started_by": self.started_by,
                "notice": self.notice,
                "facts": self.facts,
                "claim": self.claim,
                "applicants": len(self.applicants) or "",
                "respondents": len(self.respondents) or "",
                **(self.entrusted.answers if self.entrusted and self.started_by == "entrusted" else {}),
            },
        )


@transaction.atomic
def apply(application: Application, *, by: Actor, at: datetime, key: UUID, origin: Origin = HERE) -> Case:
    """Begin a dispute with its parties; a repeat of the same key with the same content returns the first case.

    What came from a phone (``origin``) is kept as a keyed hash only: the bytes that it was made of name people.

    Raises what ``open_case`` raises; messages about a party are under ``party<n>_name`` and the like.
    """
    errors = dict(_errors(application, at))
    if errors:
        raise BadForm(errors)
    told = json.dumps([astuple(one) for _side, one in application.parties], ensure_ascii=False)
    sealed = Origin(seal=vault.keyed_hash(told + origin.seal).hex(), made_at=origin.made_at)
    case = open_case(report=application.report, by=by, at=at, key=key, origin=sealed)
    if not Party.objects.filter(case=case).exists():
        Party.objects.bulk_create(
            _sealed(case, number, side, one) for number, (side, one) in enumerate(application.parties, 1)
        )
    if application.came_from is not None:
        turn(application.came_from, case, by=by, at=at, key=key)
    return case


def _entrusting_errors(entrusted: Entrusted, at: datetime) -> Iterator[tuple[str, str]]:
    """What is entrusted comes from somebody; where they name a day to hear of it, it is one to come."""
    wanted = {"entruster_kind": "请选一项", "entruster": "请填写委托单位"}
    yield from ((name, text) for name, text in wanted.items() if not str(entrusted.answers[name]).strip())
    today = at.astimezone(SHANGHAI).date()
    try:
        day = date.fromisoformat(entrusted.report_by or today.isoformat())
    except ValueError:
        return  # the form says what is wrong with it
    if day < today:
        yield "report_by", "不能早于今天"
    if day > (last := today + timedelta(days=LONGEST_DAYS)):
        yield "report_by", Said("最晚写到 %(last)s", last=str(last))


def _errors(application: Application, at: datetime) -> Iterator[tuple[str, str]]:
    for number, (_side, one) in enumerate(application.parties, 1):
        if not one.name:
            yield f"party{number}_name", "请填写姓名或名称"
        if len(one.name) > LONGEST_NAME:
            yield f"party{number}_name", Said("最多 %(most)d 字", most=LONGEST_NAME)
        if one.phone.strip() and not normalised(one.phone):
            yield f"party{number}_phone", "电话号码不对，请检查一下"
        if len(one.address) > LONGEST_ADDRESS:
            yield f"party{number}_address", Said("最多 %(most)d 字", most=LONGEST_ADDRESS)
    if application.started_by == "entrusted":
        yield from _entrusting_errors(application.entrusted or Entrusted("", ""), at)
    if len(application.parties) > MOST_PARTIES:
        yield "applicants", Said("各方加起来最多 %(most)d 人", most=MOST_PARTIES)


def _sealed(case: Case, number: int, side: str, one: PartyForm) -> Party:
    phone = normalised(one.phone)
    party = Party(
        case=case,
        number=number,
        side=side,
        name_sealed=vault.seal(one.name, field=sealing.NAME),
        phone_sealed=vault.seal(phone, field=sealing.PHONE),
        address_sealed=vault.seal(one.address, field=sealing.ADDRESS),
        name_masked=vault.mask_name(one.name),
        phone_masked=vault.mask_phone(phone),
    )
    return with_code(party)
