"""The agreement as parties read and sign it: typeset once, kept sealed, every reading in the journal."""

import hashlib
import json
from base64 import b64encode
from datetime import datetime

from django.db import transaction

from linli.accounts.audit import actions as audit
from linli.accounts.privacy import vault
from linli.areas import queries as areas
from linli.cases.actions import NotFound, open_sealed
from linli.cases.models import Case, Step
from linli.deadlines.rules import SHANGHAI
from linli.documents import dossier, paper
from linli.work.disputes import queries
from linli.work.disputes.models import Agreement, Party
from linli.work.disputes.queries import Typeset
from linli.work.disputes.rules import sealing
from linli.work.disputes.rules.course import PARTY

#: After these it is another paper: other terms, or others who mediate.
_MAKES = ("agree_in_writing", "replace_mediators")


@transaction.atomic
def read_agreement(party: Party, *, at: datetime) -> Typeset:
    """The agreement for one of its parties; who reads it first has it typeset, all others read the same bytes.

    Raises ``NotFound`` while there is none in writing.
    """
    case = Case.objects.select_related("matter", "lead_unit").select_for_update(of=("self",)).get(pk=party.case_id)
    steps = {step.action: step for step in case.steps.filter(action__in=_MAKES).order_by("number")}
    if case.more.get("agreement") != "written":
        raise NotFound
    since = max(step.number for step in steps.values())
    kept = Agreement.objects.filter(case=case, since=since).first()  # unique: no order is needed
    found = queries.opened(kept) if kept else _typeset(case, steps["agree_in_writing"], since, at)
    detail: dict[str, object] = {"party": party.number, "sha256": found.sha256}
    audit.record("agreement.read", "case", case.no, by=PARTY, at=at, detail=detail)
    return found


def _typeset(case: Case, agreed: Step, since: int, at: datetime) -> Typeset:
    one = _filled(case, agreed, at)
    pdf, pages = dossier.agreement(one), dossier.agreement_pages(one)
    people = "；".join(f"{each.side} {each.name}" for each in one.parties)
    words = (("当事人", people), ("纠纷事实", one.facts), ("协议内容", one.terms), ("履行期限", one.perform_by))
    found = Typeset(hashlib.sha256(pdf).hexdigest(), pdf, pages, words)
    told = json.dumps({"pdf": _plain(pdf), "pages": [_plain(page) for page in pages], "words": words})
    sealed = vault.seal(told, field=sealing.AGREEMENT)
    Agreement.objects.create(case=case, since=since, sha256=found.sha256, content_sealed=sealed, made_at=at)
    return found


def _filled(case: Case, agreed: Step, at: datetime) -> dossier.Agreement:
    sides = dict(Party.SIDES)
    people = Party.objects.filter(case=case).order_by("number")
    opened = case.opened_at.astimezone(SHANGHAI)
    county = areas.names([case.county]).get(case.county, "")
    return dossier.Agreement(
        letter=paper.Letter(
            unit=case.lead_unit.name if case.lead_unit else "",
            number=dossier.mediation_number(county, year=opened.year, serial=int(case.no.rpartition("-")[2])),
            issued_on=agreed.at.astimezone(SHANGHAI).date(),
        ),
        parties=[_person(one, sides[one.side]) for one in people],
        type=case.matter.title,
        facts=open_sealed(case.pk, 1, by=PARTY, at=at)["facts"],
        terms=open_sealed(case.pk, agreed.number, by=PARTY, at=at)["terms"],
        perform_by=case.more["perform_by"],
        mediators="、".join(queries.mediator_names(case.more)),
    )


def _person(one: Party, side: str) -> dossier.Person:
    return dossier.Person(
        side,
        vault.unseal(bytes(one.name_sealed), field=sealing.NAME),
        vault.unseal(bytes(one.phone_sealed), field=sealing.PHONE),
        vault.unseal(bytes(one.address_sealed), field=sealing.ADDRESS),
    )


def _plain(content: bytes) -> str:
    return b64encode(content).decode()
