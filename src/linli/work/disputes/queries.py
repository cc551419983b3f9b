"""Every read of disputes that another room may use."""

import hashlib
import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from django.utils.crypto import constant_time_compare

from linli.accounts.permissions import Permission
from linli.accounts.privacy import vault
from linli.areas import queries as areas
from linli.areas.models import Posting, Unit
from linli.cases.rules.state import Case
from linli.deadlines.rules import SHANGHAI
from linli.lib.codes import normalise_code
from linli.work.disputes.models import Agreement, Party
from linli.work.disputes.rules.sealing import AGREEMENT, PHONE

#: What a unit that mediates knows itself by: 村(居)人民调解委员会, 劳动争议调解组织 …
MEDIATES = "调解"
#: So much of a telephone is asked for beside a code.
DIGITS = 4
#: Asked for when what was typed cannot be a code at all, so that every wrong code takes the same way.
_NOBODYS = "2" * 12


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


def ends_in(party: Party, digits: str) -> bool:
    """Whether the party's telephone ends in these four digits."""
    phone = vault.unseal(bytes(party.phone_sealed), field=PHONE)
    return len(digits) == DIGITS and constant_time_compare(phone[-DIGITS:], digits)


def mediator_names(more: Mapping[str, Any]) -> list[str]:
    """Those who mediate, or who are proposed to, by name; one query."""
    chosen = more.get("mediators") or more.get("proposed", {}).get("mediators", [])
    return list(areas.posting_names(chosen).values()) if chosen else []


def agreement_of(case_id: int) -> Agreement | None:
    """The agreement as the parties read it last, sealed; ``None`` before anybody has."""
    return Agreement.objects.filter(case_id=case_id).order_by("-since").first()


def is_intact(sha256: str) -> bool:
    """Whether a paper that was signed is kept, and to the last byte what it was."""
    kept = Agreement.objects.filter(sha256=sha256).order_by("pk").first()
    return kept is not None and hashlib.sha256(opened(kept).pdf).hexdigest() == sha256


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
    """Those who may mediate at a body on a day, by name; none without a body."""
    if unit_id is None:
        return []
    there = areas.postings_on(on).filter(unit_id=unit_id, role__permissions__contains=[str(Permission.HANDLE)])
    return list(there.order_by("user__full_name", "pk"))


def is_mediation_body(unit_id: int) -> bool:
    """Whether a unit mediates."""
    functions = Unit.objects.filter(pk=unit_id).values_list("functions", flat=True).first()  # unique: no order needed
    return any(MEDIATES in function for function in functions or ())


def look_up(case: Case, filled: Mapping[str, object], at: datetime) -> tuple[dict[str, object], dict[str, str]]:
    """What the forms of a dispute name: mediators must work at its body now, a body must mediate."""
    errors = dict[str, str]()
    chosen = cast("list[int]", filled.get("mediators", []))
    if chosen:
        there = {posting.pk for posting in mediators_at(case.lead_unit, at.astimezone(SHANGHAI).date())}
        errors |= {} if there.issuperset(chosen) else {"mediators": "请从这个调解组织现任的调解员里选"}
    lead = filled.get("lead")
    if isinstance(lead, int) and not is_mediation_body(lead):
        errors["lead"] = "请选一个调解组织"
    signed = case.more.get("paper") if "sealed_on" in filled else None
    return ({"paper_holds": is_intact(signed)} if signed else {}), errors
