"""What the desk does for parties: their codes, papers of what they signed, and what another unit has entrusted."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from tests.cast import AT, Cast
from tests.stories import do, load_catalogue

from linli.accounts.audit.models import Entry
from linli.cases.actions import BadForm, RefusedAction
from linli.cases.models import Case
from linli.cases.tasks import run_clocks
from linli.notices.models import Notice
from linli.web.desk.tests.signed_in import signed_in
from linli.work.disputes.actions import Entrusted, code_of, hand_out_code, sign_as
from linli.work.disputes.actions.agreement import read_agreement
from linli.work.disputes.models import Party
from linli.work.disputes.queries import by_own_code, party
from linli.work.disputes.tests.stories import TERMS, Committee, applied, brought, found_committee

DRAWN = "M20 40L60 42L110 45M150 30L155 90L160 150"
COURT = Entrusted("court", "镜河县人民法院", "（2026）委调 12 号", "2026-03-31")


@pytest.fixture(autouse=True)
def committee(cast: Cast) -> Committee:
    load_catalogue(cast)
    return found_committee(cast)


def test_a_code_is_handed_to_its_party_by_who_works_on_it_and_stands_in_the_journal(cast: Cast, committee: Committee):
    case = brought(applied(cast), cast, committee, "asking")
    address = reverse("desk:disputes:code", args=[case.pk, 2])
    mediator = signed_in(committee.mediator)
    assert address in mediator.get(reverse("desk:case", args=[case.pk])).content.decode()
    own = code_of(party(case.pk, 2))
    assert own[:4] not in mediator.get(address).content.decode()
    assert own[:4] in mediator.post(address).content.decode()
    assert signed_in(cast.leader).post(address).status_code == 403
    assert signed_in(cast.stranger).get(address).status_code == 404
    assert mediator.get(reverse("desk:disputes:code", args=[case.pk, 9])).status_code == 404
    assert Entry.objects.get(verb="party.code").detail == {"party": 2}
    assert own not in str(list(Entry.objects.values_list("detail", "purpose")))


def test_a_new_code_shuts_the_old_one_out(cast: Cast, committee: Committee):
    case = brought(applied(cast), cast, committee, "asking")
    old = code_of(party(case.pk, 2))
    new = hand_out_code(case.pk, 2, by=committee.mediator.actor, at=AT, renew=True)
    assert by_own_code(old) is None
    found = by_own_code(new)
    assert found is not None
    assert found.number == 2


def test_a_party_of_before_gets_its_code_when_it_is_asked_for(cast: Cast, committee: Committee):
    case = brought(applied(cast), cast, committee, "asking")
    Party.objects.update(code_sealed=b"", code_hash=None)
    code = hand_out_code(case.pk, 1, by=committee.mediator.actor, at=AT)
    assert code == hand_out_code(case.pk, 1, by=committee.mediator.actor, at=AT)
    assert by_own_code(code) is not None


def test_no_form_of_the_desk_asks_for_what_a_party_fills_in(cast: Cast, committee: Committee):
    case = brought(applied(cast), cast, committee, "agreed")
    form = signed_in(committee.mediator).get(reverse("desk:do", args=[case.pk, "sign"])).content.decode()
    assert "签名的日期" in form
    assert "协议书摘要" not in form


def test_the_page_of_signatures_is_made_for_who_works_on_it(cast: Cast, committee: Committee):
    case = brought(applied(cast), cast, committee, "mediating")
    mediator = committee.mediator.actor
    do(case, "agree_in_writing", mediator, scope="all", terms=TERMS, perform_by="2026-03-31")
    address = reverse("desk:paper", args=[case.pk, "signatures"])
    with time_machine.travel(AT, tick=False):
        assert signed_in(committee.mediator).get(address).status_code == 404
        them = party(case.pk, 2)
        paper = read_agreement(them, at=AT).sha256
        sign_as(them, paper=paper, drawn=DRAWN, typed="", at=AT, key=uuid4())
        do(case, "sign", mediator, party=1, signed_on=AT.date().isoformat(), how="paper")
        assert signed_in(committee.mediator).get(address).content.startswith(b"%PDF")
        assert signed_in(cast.leader).get(address).status_code == 404
    assert Entry.objects.filter(verb="signature.open", user=committee.mediator.user).count() == 1
    page = signed_in(committee.mediator).get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "（手机）" in page
    assert "M20" not in page


@pytest.mark.parametrize(
    ("entrusted", "wrong"),
    [
        (None, {"entruster_kind", "entruster"}),
        (Entrusted("court", "镜河县人民法院", report_by="2026-03-01"), {"report_by"}),
        (Entrusted("court", "镜河县人民法院", report_by="下周"), {"report_by"}),
        (Entrusted("court", "镜河县人民法院", report_by="2099-03-31"), {"report_by"}),
    ],
)
def test_what_is_entrusted_says_by_whom_and_by_which_day(cast: Cast, entrusted: Entrusted | None, wrong: set[str]):
    with pytest.raises(BadForm) as refused:
        applied(cast, started_by="entrusted", entrusted=entrusted)
    assert set(refused.value.errors) == wrong
    assert not Case.objects.exists()


def test_what_is_entrusted_goes_back_with_a_report_once(cast: Cast, committee: Committee):
    case = applied(cast, started_by="entrusted", entrusted=COURT)
    desk = cast.community_desk.actor
    assert [one["consent"] for one in case.more["parties"]] == ["", ""]
    do(case, "screen", desk, nature="civil", lead=committee.unit.pk)
    with pytest.raises(RefusedAction):
        do(case, "return_report", desk, returned_on="2026-03-04")
    mediator = signed_in(committee.mediator)
    paper = reverse("desk:paper", args=[case.pk, "return-report"])
    assert mediator.get(paper).status_code == 404
    do(case, "end", committee.mediator.actor, reason="差距太大", remedy="可以起诉")
    page = mediator.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "镜河县人民法院" in page
    assert paper in page
    assert "向委托单位回报" in page  # the clock runs on
    late = case.clocks.get(kind="report").due_at + timedelta(minutes=1)
    run_clocks(at=late)
    run_clocks(at=late + timedelta(minutes=1))
    assert case.steps.filter(action="report_late").count() == 1
    told = Notice.objects.filter(body__contains="过了向委托单位回报的日子") | Notice.objects.filter(
        title__contains="过了向委托单位回报的日子"
    )
    ours = {cast.community_desk.posting.pk, committee.mediator.posting.pk}
    assert ours <= {*told.values_list("posting_id", flat=True)}
    assert mediator.get(paper).content.startswith(b"%PDF")
    do(case, "return_report", desk, returned_on="2026-03-04")
    assert "向委托单位回报" in mediator.get(reverse("desk:case", args=[case.pk])).content.decode()
    with pytest.raises(RefusedAction):
        do(case, "return_report", desk, returned_on="2026-03-04")


def test_nothing_goes_back_that_nobody_entrusted(cast: Cast, committee: Committee):
    case = brought(applied(cast), cast, committee, "performed")
    with pytest.raises(RefusedAction):
        do(case, "return_report", cast.community_desk.actor, returned_on="2026-03-04")
    address = reverse("desk:paper", args=[case.pk, "return-report"])
    assert signed_in(committee.mediator).get(address).status_code == 404


def test_the_form_of_an_application_says_who_entrusted_it(cast: Cast):
    told: dict[str, Any] = {
        "key": str(uuid4()),
        "type": "1702",
        "ground": cast.areas.grid.code,
        "started_by": "entrusted",
        "notice": "shown",
        "facts": "漏水",
        "claim": "修好",
        "applicant1_name": "李大华",
        "respondent1_name": "王小明",
    }
    desk = signed_in(cast.community_desk)
    answer = desk.post(reverse("desk:disputes:new"), told)
    assert answer.status_code == 422
    assert "请填写委托单位" in answer.content.decode()
    told |= {
        "entruster_kind": "court",
        "entruster": "镜河县人民法院",
        "report_by": str(timezone.localdate() + timedelta(days=20)),
    }
    assert desk.post(reverse("desk:disputes:new"), told).status_code == 302
    assert Case.objects.get().more["entrusted"]["entruster"] == "镜河县人民法院"
