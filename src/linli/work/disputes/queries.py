"""Every read of disputes that another room may use."""

import hashlib
import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from django.db.models import Avg, Count, Exists, F, Q, QuerySet
from django.db.models.functions import Collate
from django.utils.crypto import constant_time_compare

from linli.accounts.permissions import Permission
from linli.accounts.privacy import vault
from linli.areas import queries as areas
from linli.areas.models import Posting, Unit
from linli.areas.rules import Actor, Ground
from linli.cases import processes
from linli.cases.models import Case
from linli.cases.queries import visible_among
from linli.cases.rules import state
from linli.deadlines.rules import SHANGHAI
from linli.documents.appointment import Appointment
from linli.lib.codes import normalise_code
from linli.matters import queries as matters
from linli.matters.models import Matter
from linli.work.disputes.models import Agreement, Body, Mediator, Party
from linli.work.disputes.rules import course
from linli.work.disputes.rules.confirming import takes_texts
from linli.work.disputes.rules.figures import COLUMNS
from linli.work.disputes.rules.meetings import OFF
from linli.work.disputes.rules.sealing import AGREEMENT, PHONE

PROCESS = "dispute"
#: Where an appointment is held that is held in no room.
_PLACELESS = {"phone": "电话", "online": "网上"}
#: Of the mark of an appointment: so long that no two are alike.
_MARK_LENGTH = 32
#: What a unit that mediates knows itself by: 村(居)人民调解委员会, 劳动争议调解组织 …
MEDIATES = "调解"
#: What a court knows itself by.
COURT = "人民法院"
#: So much of a telephone is asked for beside a code.
DIGITS = 4
#: Asked for when what was typed cannot be a code at all, so that every wrong code takes the same way.
_NOBODYS = "2" * 12
#: Names in the order of a Chinese dictionary.
BY_NAME = "zh-x-icu"
#: So many disputes with appointments are looked at together.
MOST_MEETING = 200


def types() -> QuerySet[Matter]:
    """The types of disputes in use, by code."""
    return matters.active().filter(process=PROCESS)


def parties(case_id: int) -> list[Party]:
    """The parties of a dispute in order, as pages show them: masked."""
    rows = Party.objects.filter(case_id=case_id).only("case_id", "number", "side", "name_masked", "phone_masked")
    return list(rows.order_by("number"))


def by_own_code(typed: str) -> Party | None:
    """The party that a code belongs to, however it was typed, with its case; ``None`` for none. One query."""
    code = normalise_code(typed) or _NOBODYS
    rows = Party.objects.select_related("case__matter", "case__desk_unit", "case__lead_unit")
    return rows.filter(code_hash=vault.keyed_hash(code)).first()  # unique: no order is needed


def party(case_id: int, number: int) -> Party:
    """One party, sealed; raises ``Party.DoesNotExist``."""
    return Party.objects.get(case_id=case_id, number=number)


def is_asked_for_digits(party: Party) -> bool:
    """Whether the end of a telephone can be asked for beside the code."""
    return bool(party.phone_sealed)


def door_title(door: str) -> str:
    """In Chinese by what it was seen that it was the party who signed on a phone; empty for what is no such door."""
    return dict(processes.latest(PROCESS).fields["door"].choices).get(door, "")


def is_sent_codes(party: Party) -> bool:
    """Whether a code can be sent to the party's telephone."""
    return takes_texts(vault.unseal(bytes(party.phone_sealed), field=PHONE))


def ends_in(party: Party, digits: str) -> bool:
    """Whether the party's telephone ends in these four digits."""
    phone = vault.unseal(bytes(party.phone_sealed), field=PHONE)
    return len(digits) == DIGITS and constant_time_compare(phone[-DIGITS:], digits)


def mediator_names(more: Mapping[str, Any]) -> list[str]:
    """Those who mediate, or who are proposed to, by name; one query."""
    chosen = more.get("mediators") or more.get("proposed", {}).get("mediators", [])
    return list(areas.posting_names(chosen).values()) if chosen else []


def chosen_names(more: Mapping[str, Any]) -> dict[int, str]:
    """Whom each party has chosen to mediate, by the number of the party; one query, none before anybody has."""
    chosen = {one["n"]: one["chose"] for one in more.get("parties", ()) if one.get("chose")}
    names = areas.posting_names(set(chosen.values()))
    return {number: names.get(posting, "") for number, posting in chosen.items()}


def agreement_of(case_id: int) -> Agreement | None:
    """The agreement as the parties read it last, sealed; ``None`` before anybody has."""
    return Agreement.objects.filter(case_id=case_id).order_by("-since").first()


def is_intact(sha256: str) -> bool:
    """Whether a paper that was signed is kept, and to the last byte what it was."""
    return signed(sha256) is not None


def signed(sha256: str) -> "Typeset | None":
    """A paper that was signed, to the last byte what it was; ``None`` where it is not kept so."""
    kept = Agreement.objects.filter(sha256=sha256).order_by("pk").first()
    found = opened(kept) if kept else None
    return found if found and hashlib.sha256(found.pdf).hexdigest() == sha256 else None


@dataclass(frozen=True)
class Typeset:
    """An agreement as it was typeset: the PDF with its SHA-256, and its pages as pictures."""

    sha256: str
    pdf: bytes
    pages: Sequence[bytes]
    #: What it says, by heading, for whoever cannot see pictures.
    words: Sequence[tuple[str, str]] = ()


def opened(kept: Agreement) -> Typeset:
    """What an agreement says, out of its seal; for those who have been found to be allowed to."""
    try:
        told = json.loads(vault.unseal(bytes(kept.content_sealed), field=AGREEMENT))
    except InvalidTag:
        return Typeset(kept.sha256, b"", ())
    pages, words = [b64decode(page) for page in told["pages"]], [(title, text) for title, text in told["words"]]
    return Typeset(kept.sha256, b64decode(told["pdf"]), pages, words)


def mediators_at(unit_id: int | None, on: date) -> list[Posting]:
    """Those who may mediate at a body on a day, by name: on its roster, and at work there. None without a body.

    Until a body keeps a roster, whoever handles cases there mediates.
    """
    if unit_id is None:
        return []
    there = areas.postings_on(on).filter(unit_id=unit_id, role__permissions__contains=[str(Permission.HANDLE)])
    on_roster = Mediator.objects.filter(_on_the_roster(on), body__unit_id=unit_id).values("posting_id")
    there = there.filter(~Exists(Body.objects.filter(unit_id=unit_id)) | Q(pk__in=on_roster))
    return list(there.order_by(Collate("user__full_name", BY_NAME), "pk"))


@dataclass(frozen=True)
class Choosable:
    """Somebody on a public roster: the posting, the name, since when, and whether a member of the committee.

    Nothing else is said of anybody, and nothing by which one could be compared with another.
    """

    posting: int
    name: str
    since: date | None = None
    is_member: bool = False


def choosable(unit_id: int | None, more: Mapping[str, Any], on: date) -> list[Choosable]:
    """Art. 19: those whom the parties of a dispute may choose at a body on a day, by name; two queries.

    Nobody is among them whom a party has asked to replace, or who could not mediate it.
    """
    if unit_id is None:
        return []
    off = course.not_offered(more)
    there = {one.pk: one for one in mediators_at(unit_id, on) if one.pk not in off}
    lines = Mediator.objects.filter(_on_the_roster(on), body__unit_id=unit_id, posting__in=there)
    listed = {line.posting_id: line for line in lines.order_by("pk")}
    return [
        Choosable(pk, line.name, line.from_on, line.is_member)
        if (line := listed.get(pk))
        else Choosable(pk, one.user.full_name)
        for pk, one in there.items()
    ]


def _on_the_roster(on: date) -> Q:
    return Q(from_on__lte=on) & (Q(to_on__isnull=True) | Q(to_on__gt=on))


def functions_of(unit_id: int) -> list[str]:
    """The names under which responsibility lists know a unit; none for no unit."""
    found = Unit.objects.filter(pk=unit_id).values_list("functions", flat=True).first()  # unique: no order needed
    return list(found or ())


def is_mediation_body(unit_id: int) -> bool:
    """Whether a unit mediates."""
    return any(MEDIATES in function for function in functions_of(unit_id))


def courts(ground: Ground) -> list[Unit]:
    """The courts on this ground that work here; none where the court has no desk of its own."""
    return [unit for unit in areas.units_serving(ground) if COURT in unit.functions]


def look_up(case: state.Case, filled: Mapping[str, object], at: datetime) -> tuple[dict[str, object], dict[str, str]]:
    """What the forms of a dispute name: mediators must work at its body now, a body must mediate, a court be one."""
    errors, there = dict[str, str](), set[int]()
    chosen = cast("list[int]", filled.get("mediators", []))
    if chosen:
        there = {posting.pk for posting in mediators_at(case.lead_unit, at.astimezone(SHANGHAI).date())}
        errors |= {} if there.issuperset(chosen) else {"mediators": "请从这个调解组织名册上现任的调解员里选"}
    facts: dict[str, object] = {}
    if chosen and (wanted := course.choice(case.more)):
        facts["chosen_there"] = wanted in there
    if isinstance(lead := filled.get("lead"), int):
        facts["lead_functions"] = functions = functions_of(lead)
        errors |= {} if any(MEDIATES in function for function in functions) else {"lead": "请选一个调解组织"}
    if (paper := case.more.get("paper")) and "sealed_on" in filled:
        facts["paper_holds"] = is_intact(paper)
    if "court" in filled and filled["court"] not in [unit.pk for unit in courts(case.ground)]:
        errors["court"] = "请选一个在本地的法院"
    return facts, errors


def appointment(case: Case, number: int, *, party: int | None = None) -> Appointment | None:
    """What is arranged in a dispute under a number, of those to which a party is asked if one is named; else ``None``.

    It says nothing of what the dispute is about or between whom: a calendar is read by others, too.
    """
    known = (one for one in case.more.get("meetings", []) if party is None or party in one["parties"])
    one = next((one for one in known if one["n"] == number), None)
    if one is None:
        return None
    is_off = one["state"] == OFF
    mark = vault.keyed_hash(f"disputes.meeting {case.pk} {number}").hex()[:_MARK_LENGTH]
    return Appointment(
        uid=f"{mark}@linli",
        begins_at=datetime.combine(date.fromisoformat(one["on"]), time.fromisoformat(one["at"]), SHANGHAI),
        title="调解",
        place=one["place"] or _PLACELESS.get(one["how"], ""),
        changes=int(is_off),
        is_off=is_off,
    )


def meetings_seen(actor: Actor) -> list[Case]:
    """Disputes under way of which something is arranged, as far as a posting sees them; one query.

    They are found among what is open by their types, which stand in an index, and each is tested then.
    """
    of_types = Matter.objects.filter(process=PROCESS).values("pk")
    under_way = Case.objects.filter(
        matter__in=of_types,
        is_final=False,
        process=PROCESS,
        state__in=("asking", "mediating", "appraising"),
        more__has_key="meetings",
    )
    found = visible_among(under_way, actor)
    return list(found.select_related("matter", "lead_unit").order_by("-opened_at", "-pk")[:MOST_MEETING])


def bodies_seen(actor: Actor) -> QuerySet[Body]:
    """The bodies on the ground of a posting, and its own, by kind and name."""
    mine = Q(unit_id=actor.unit_id)
    if actor.ground_level in Ground._fields:
        mine |= Q(**{actor.ground_level: actor.ground_code})
    return Body.objects.filter(mine).select_related("unit").order_by("county", "town", "community", "unit__name", "pk")


def with_members(bodies: QuerySet[Body], on: date) -> QuerySet[Body]:
    """The bodies with how many are on their rosters that day, and how many of these are members of the committee."""
    there = Q(mediators__from_on__lte=on) & (Q(mediators__to_on__isnull=True) | Q(mediators__to_on__gt=on))
    return bodies.annotate(
        mediating=Count("mediators", filter=there),
        members=Count("mediators", filter=there & Q(mediators__is_member=True)),
    )


def roster(body: Body) -> list[Mediator]:
    """Who is and was on the roster of a body: those who are first, then by name."""
    rows_ = Mediator.objects.filter(body=body).select_related("posting__user")
    return list(rows_.order_by(F("to_on").desc(nulls_first=True), "name", "pk"))


def units_without_body(actor: Actor) -> list[Unit]:
    """Units on the ground of a posting that mediate and of which nothing more is said yet."""
    units = areas.units_on(actor.ground_level, actor.ground_code).exclude(pk__in=Body.objects.values("unit_id"))
    return [one for one in units if any(MEDIATES in function for function in one.functions)]


@dataclass(frozen=True)
class Counted:
    """Disputes of one type: the counts in the order of ``rules.figures.COLUMNS``, and how long the ended ones took."""

    code: str
    counts: tuple[int, ...]
    days: float | None


def figures(level: str, code: str, first: date, last: date) -> dict[str, Counted]:
    """Disputes entered on a ground in these days, by type; what became of them stands as it is now. One query."""
    since = datetime.combine(first, time(), SHANGHAI)
    until = datetime.combine(last + timedelta(days=1), time(), SHANGHAI)
    found = Case.objects.filter(
        matter__in=Matter.objects.filter(process=PROCESS), opened_at__gte=since, opened_at__lt=until, **{level: code}
    )
    effective = Q(more__has_key="effective_on")
    counted = (
        found.order_by()
        .values("matter__code")
        .annotate(
            entered=Count("pk"),
            application=Count("pk", filter=~Q(more__started_by="committee") & ~Q(more__started_by="entrusted")),
            committee=Count("pk", filter=Q(more__started_by="committee")),
            entrusted=Count("pk", filter=Q(more__started_by="entrusted")),
            accepted=Count("pk", filter=Q(accepted_at__isnull=False)),
            settled=Count("pk", filter=effective),
            written=Count("pk", filter=effective & Q(more__agreement="written")),
            oral=Count("pk", filter=effective & Q(more__agreement="oral")),
            performed=Count("pk", filter=Q(state="performed")),
            confirmed=Count("pk", filter=Q(more__confirmation="confirmed")),
            ended=Count("pk", filter=Q(state="ended")),
            open=Count("pk", filter=Q(is_final=False)),
            lasted=Avg(F("closed_at") - F("accepted_at"), filter=Q(accepted_at__isnull=False)),
        )
    )
    names = [name for name, _title in COLUMNS]
    return {
        row["matter__code"]: Counted(row["matter__code"], tuple(row[name] for name in names), _days(row["lasted"]))
        for row in counted
    }


def _days(lasted: timedelta | None) -> float | None:
    return None if lasted is None else round(lasted / timedelta(days=1), 1)
