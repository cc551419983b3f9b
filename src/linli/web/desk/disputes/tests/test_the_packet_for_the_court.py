"""What the parties signed on their phones goes to the court as it is, byte for byte; and the court at its own desk."""

import hashlib
import re
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import AT, Cast, Player
from tests.stories import do, load_catalogue

from linli.accounts.audit.models import Entry
from linli.accounts.privacy import vault
from linli.areas.models import Unit
from linli.cases.actions import BadForm, RefusedAction
from linli.cases.models import Case
from linli.cases.queries import list_counts
from linli.documents.signatures import FILE
from linli.notices.models import Notice
from linli.web.desk.disputes.tests.test_doors_of_the_parties import DRAWN
from linli.web.desk.disputes.tests.test_the_dossier import OFFER
from linli.web.desk.tests.papers import text_of
from linli.web.desk.tests.signed_in import signed_in
from linli.work.disputes.actions import act_as, read_agreement, sign_as
from linli.work.disputes.models import Agreement
from linli.work.disputes.queries import opened, party
from linli.work.disputes.rules.sealing import AGREEMENT
from linli.work.disputes.tests.stories import (
    MINUTES,
    TALK,
    TERMS,
    Committee,
    applied,
    brought,
    found_committee,
    open_court,
)

DAY = AT.date().isoformat()


@pytest.fixture
def committee(cast: Cast) -> Committee:
    load_catalogue(cast)
    return found_committee(cast)


@pytest.fixture
def clerk(cast: Cast, committee: Committee) -> Player:  # noqa: ARG001 - the catalogue comes before
    return open_court(cast)


@pytest.fixture
def case(cast: Cast, committee: Committee) -> Case:
    """An agreement in force that both parties have signed on their phones, one drawing, one typing."""
    case, mediator = brought(applied(cast), cast, committee, "mediating"), committee.mediator.actor
    do(case, "meet_apart", mediator, party=2, held_on=DAY, how="visit", talk=TALK)
    told = {"held_on": DAY, "how": "visit", "openness": "closed", "minutes": MINUTES, "offers": OFFER}
    do(case, "sit_together", mediator, None, **told)
    do(case, "agree_in_writing", mediator, scope="all", terms=TERMS, perform_by="2026-03-31")
    for number, drawn, typed in ((1, DRAWN, ""), (2, "", "王小明")):
        them = party(case.pk, number)
        paper = read_agreement(them, at=AT).sha256
        sign_as(them, paper=paper, drawn=drawn, typed=typed, at=AT, key=uuid4())
    do(case, "seal", mediator, sealed_on=DAY)
    return case


@pytest.fixture
def at_court(case: Case, committee: Committee, clerk: Player) -> Case:
    """Both parties have asked for confirmation on their phones, and the body has sent it."""
    for number in (1, 2):
        act_as(party(case.pk, number), "ask_confirmation", at=AT, form={}, key=uuid4())
    do(case, "apply_to_court", committee.mediator.actor, applied_on=DAY, court=clerk.posting.unit_id)
    return case


def paper(client: Client, case: Case, name: str) -> bytes:
    return b"".join(client.get(reverse("desk:paper", args=[case.pk, name])))


def taken_out(pdf: bytes, folder: Path) -> bytes:
    """The file that lies in a PDF, as any reader of PDF takes it out."""
    whole = folder / "whole.pdf"
    whole.write_bytes(pdf)
    subprocess.run(["pdfdetach", "-saveall", "-o", folder, whole], check=True)  # noqa: S603, S607 - our own file
    return (folder / FILE).read_bytes()


@pytest.mark.parametrize("name", ["packet", "agreement", "signatures"])
def test_the_very_bytes_that_the_signatures_bind_lie_in_the_paper(
    case: Case, committee: Committee, tmp_path: Path, name: str
) -> None:
    made = paper(signed_in(committee.mediator), case, name)
    bound = {step.form["paper"] for step in case.steps.filter(action="sign")}
    inside = taken_out(made, tmp_path)
    assert inside == opened(Agreement.objects.get()).pdf
    assert bound == {hashlib.sha256(inside).hexdigest()}
    said = text_of(made)
    assert re.findall("SHA-256([0-9a-f]{64})", said).count(*bound) >= 2 + 1  # a line for each party, and the paper's
    assert text_of(inside).removesuffix("（印章）") in said.replace("\x0c", "")
    for words in (
        "申请人李大华2026-03-0410:00",
        "凭本人的查询码进入，核对了登记电话的末4位",
        "mediator，2026年3月4日签名并盖章",
    ):
        assert words in said, words


def test_what_all_signed_on_paper_is_set_anew(cast: Cast, committee: Committee) -> None:
    case = brought(applied(cast), cast, committee, "effective")
    made = paper(signed_in(committee.mediator), case, "packet")
    assert "SHA-256" not in text_of(made)
    assert TERMS in text_of(made)


def test_bytes_that_were_changed_since_are_in_no_paper(case: Case, committee: Committee) -> None:
    Agreement.objects.update(content_sealed=vault.seal('{"pdf": "", "pages": [], "words": []}', field=AGREEMENT))
    said = text_of(paper(signed_in(committee.mediator), case, "packet"))
    assert "摘要对不上，不能作为协议书使用" in said
    assert TERMS not in said


def test_the_court_finds_what_was_brought_to_it_and_takes_it_in_and_confirms(at_court: Case, clerk: Player) -> None:
    case = at_court
    Unit.objects.filter(pk=clerk.posting.unit_id).update(short_name="县法院")
    assert list_counts(clerk.actor, AT)["to_assist"] == 1
    assert [one.kind for one in Notice.objects.filter(posting_id=clerk.posting.pk)] == ["apply_to_court"]
    do(case, "court_accepts", clerk.actor, taken_on=DAY, court_no="（2026）司确 1 号")
    said = text_of(paper(signed_in(clerk), case, "packet"))
    assert "镜河县人民法院" in said
    assert "李大华，2026-03-0410:00，网上" in said
    do(case, "court_confirms", clerk.actor, decided_on=DAY)
    assert (case.state, case.more["confirmation"]) == ("effective", "confirmed")
    assert list_counts(clerk.actor, AT)["to_assist"] == 0
    assert Entry.objects.filter(verb="party.reveal", user=clerk.user).count() == 2


def test_the_court_sees_nothing_before_and_nothing_of_what_was_said(
    case: Case, committee: Committee, clerk: Player
) -> None:
    court = signed_in(clerk)
    pages = [reverse("desk:case", args=[case.pk]), reverse("desk:paper", args=[case.pk, "packet"])]
    assert {court.get(page).status_code for page in pages} == {404}
    form = {"applied_on": DAY, "jointly": "true", "court": clerk.posting.unit_id}
    do(case, "apply_to_court", committee.mediator.actor, None, **form)
    assert {court.get(page).status_code for page in pages} == {200}
    said = text_of(paper(court, case, "packet"))
    shown = court.get(pages[0]).content.decode()
    for secret in (TALK, MINUTES, OFFER):
        assert secret not in said + shown
    for step in case.steps.filter(action__in=["meet_apart", "sit_together"]):
        assert court.post(reverse("desk:sealed", args=[case.pk, step.number])).status_code == 403
    for name in ("minutes", "agreement", "inquiries", "return-report"):
        assert court.get(reverse("desk:paper", args=[case.pk, name])).status_code == 404
    assert court.post(reverse("desk:disputes:code", args=[case.pk, 1])).status_code == 403


def test_who_decides_for_a_court_is_that_court(at_court: Case, committee: Committee, cast: Cast) -> None:
    with pytest.raises(RefusedAction, match="由法院在自己的工位上办"):
        do(at_court, "court_accepts", committee.mediator.actor, taken_on=DAY)
    with pytest.raises(LookupError):
        do(at_court, "court_accepts", cast.handler.actor, taken_on=DAY)


def test_only_a_court_of_the_place_can_be_chosen(case: Case, committee: Committee, cast: Cast, clerk: Player) -> None:
    form = signed_in(committee.mediator).get(reverse("desk:do", args=[case.pk, "apply_to_court"])).content.decode()
    assert f'name="court" value="{clerk.posting.unit_id}"' in form
    assert f'value="{cast.units.department.pk}"' not in form
    Unit.objects.filter(pk=clerk.posting.unit_id).update(area=cast.areas.neighbour_county)
    for unit in (clerk.posting.unit_id, cast.units.department.pk):
        with pytest.raises(BadForm) as refused:
            do(case, "apply_to_court", committee.mediator.actor, applied_on=DAY, jointly="true", court=unit)
        assert set(refused.value.errors) == {"court"}
