"""A party's own page: its code lets it and nobody else in; what it does there is what paper and telephone do."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from tests.cast import AT, Cast
from tests.counting import statements
from tests.stories import do as acts

from linli.accounts.audit.models import Entry
from linli.cases.models import Case
from linli.web.portal.tests.mediating import DRAWN, THEIRS, YOURS, code, do, entered, form_of
from linli.work.disputes.models import Agreement
from linli.work.disputes.tests.stories import FACTS, TERMS, Committee, applied, brought, found_committee


@pytest.fixture(autouse=True)
def committee(clock: object, cast: Cast) -> Committee:  # noqa: ARG001 - the catalogue comes before
    return found_committee(cast)


@pytest.fixture
def asking(cast: Cast, committee: Committee) -> Case:
    case = applied(cast)
    acts(case, "screen", cast.community_desk.actor, nature="civil", lead=committee.unit.pk)
    return case


@pytest.fixture
def agreed(cast: Cast, committee: Committee) -> Case:
    case = brought(applied(cast), cast, committee, "mediating")
    acts(case, "agree_in_writing", committee.mediator.actor, scope="all", terms=TERMS, perform_by="2026-03-31")
    return case


def signs(client: Client, page: str, **changes: str):
    return do(client, page, "sign", **({"drawn": DRAWN, "read": "on"} | changes))


def test_a_code_opens_with_the_end_of_its_own_telephone_only(asking: Case):
    own = code(asking, 2)
    client = Client()
    assert client.get(f"/s/?code={own}")["Location"] == f"/m/{own}/"
    assert "最后 4 位" in client.get(f"/m/{own}/").content.decode()
    assert "调解员" not in client.get(f"/m/{own}/").content.decode()
    assert client.post(f"/m/{own}/consent/", {}).status_code == 403
    assert client.post(f"/m/{own}/enter/", {"digits": "0000"}).status_code == 422
    assert client.post(f"/m/{own}/enter/", {"digits": THEIRS[-4:]}).status_code == 302
    page = client.get(f"/m/{own}/").content.decode()
    assert "您是被申请人" in page
    assert "李**" in page
    for secret in ("李大华", FACTS, code(asking, 1), asking.public_code):
        assert secret not in page
    client.post(f"/m/{own}/leave/")
    assert "最后 4 位" in client.get(f"/m/{own}/").content.decode()


def test_guessing_digits_is_stopped(asking: Case, settings: Settings):
    settings.PORTAL_LIMITS = settings.PORTAL_LIMITS | {"wrong_digits": 2}
    own = code(asking, 2)
    told = [Client().post(f"/m/{own}/enter/", {"digits": "0000"}).status_code for _ in range(3)]
    assert told == [422, 422, 429]
    assert Client().post(f"/m/{own}/enter/", {"digits": THEIRS[-4:]}).status_code == 429


def test_a_stranger_finds_nothing(asking: Case):
    client = Client()
    assert client.get("/m/K7MX4PA2W9CD/").status_code == 404
    assert client.get(f"/m/{asking.public_code}/").status_code == 404
    assert client.post("/m/K7MX4PA2W9CD/consent/").status_code == 404


def test_one_party_is_not_let_in_by_the_other(asking: Case):
    client, _page = entered(asking, 1, YOURS[-4:])
    theirs = f"/m/{code(asking, 2)}/"
    assert client.post(f"{theirs}consent/", {}).status_code == 403
    asking.refresh_from_db()
    assert asking.more["parties"][1]["consent"] == ""


def test_a_party_consents_for_itself_whatever_the_form_says(asking: Case):
    client, page = entered(asking, 2, THEIRS[-4:])
    assert "我不愿意" not in client.get(page).content.decode()
    assert do(client, page, "consent", party="1").status_code == 302
    asking.refresh_from_db()
    assert asking.more["parties"][1]["consent"] == "agreed"
    step = asking.steps.get(action="consent")
    assert (step.form["party"], step.form["how"], step.actor_kind) == (2, "online", "party")
    assert Entry.objects.filter(verb="case.consent", user=None).count() == 1
    assert client.get(f"{page}consent/").status_code == 409


def test_a_second_press_is_the_first(asking: Case):
    client, page = entered(asking, 2, THEIRS[-4:])
    form = form_of(client, f"{page}consent/")
    assert [client.post(f"{page}consent/", form).status_code for _ in range(2)] == [302, 302]
    assert asking.steps.filter(action="consent").count() == 1


def test_a_refusal_ends_it_with_the_other_ways_named(asking: Case):
    client, page = entered(asking, 2, THEIRS[-4:])
    assert do(client, page, "decline").status_code == 302
    asking.refresh_from_db()
    assert asking.state == "ended"
    assert "仲裁" in client.get(page).content.decode()


def test_mediators_are_accepted_or_others_asked_for_after_the_disclosure(asking: Case, committee: Committee):
    client, page = entered(asking, 1, YOURS[-4:])
    assert client.get(f"{page}accept_mediators/").status_code == 409
    lead = committee.mediator.actor
    chosen = [committee.mediator.posting.pk]
    acts(asking, "consent", lead, party=2, how="phone")
    acts(asking, "propose", lead, mediators=chosen, interest="some", interest_note="是申请人的同事")
    told = client.get(page).content.decode()
    assert "mediator" in told
    assert "是申请人的同事" in told
    assert do(client, page, "object_mediators", note="请换一位").status_code == 302
    asking.refresh_from_db()
    appoint: dict[str, Any] = {"mediators": chosen, "chosen_by": "parties", "disclosed": "true"}
    with pytest.raises(Exception, match="要求换调解员"):
        acts(asking, "appoint", lead, **appoint)
    acts(asking, "propose", lead, mediators=[committee.colleague.posting.pk], interest="none")
    assert do(client, page, "accept_mediators").status_code == 302
    acts(asking, "accept_mediators", lead, party=2, how="phone")
    acts(asking, "appoint", lead, **(appoint | {"mediators": [committee.colleague.posting.pk]}))
    assert asking.state == "mediating"


def test_only_who_applied_alone_takes_it_back(cast: Cast):
    case = applied(cast)
    other, theirs = entered(case, 2, THEIRS[-4:])
    assert do_blindly(other, theirs, "withdraw").status_code == 409
    client, page = entered(case, 1, YOURS[-4:])
    assert do(client, page, "withdraw", note="和好了").status_code == 302
    case.refresh_from_db()
    assert case.state == "withdrawn"


def do_blindly(client: Client, page: str, action: str):
    return client.post(f"{page}{action}/", {})


def test_both_sign_on_their_phones_and_it_takes_effect(agreed: Case, committee: Committee):
    (you, yours), (them, theirs) = entered(agreed, 1, YOURS[-4:]), entered(agreed, 2, THEIRS[-4:])
    page = you.get(f"{yours}sign/").content.decode()
    assert "data:image/png;base64," in page
    assert TERMS in page
    assert signs(you, yours).status_code == 302
    assert signs(them, theirs, drawn="", typed="王 小明").status_code == 302
    agreed.refresh_from_db()
    papers = {one["paper"] for one in agreed.more["parties"]}
    assert papers == {agreed.more["paper"]} == {Agreement.objects.get().sha256}
    acts(agreed, "seal", committee.mediator.actor, sealed_on=AT.date().isoformat())
    assert agreed.state == "effective"
    paper = you.get(f"{yours}agreement.pdf")
    assert paper.content.startswith(b"%PDF")
    kept = str(list(agreed.steps.values_list("form", "changes"))) + str(agreed.more)
    for secret in (DRAWN, "王 小明", TERMS):
        assert secret not in kept
    assert Entry.objects.filter(verb="agreement.read").count() >= 3


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"paper": "0" * 64}, "请重新看一遍再签"),
        ({"paper": "forged"}, "请重新看一遍再签"),
        ({"drawn": ""}, "请在框里写下您的名字"),
        ({"drawn": "M1 1L2 2"}, "签名太短"),
        ({"drawn": "<script>"}, "签名没有传好"),
        ({"drawn": "", "typed": "李大华"}, "和登记的姓名不一样"),
        ({"read": ""}, "看完并同意"),
    ],
)
def test_what_is_no_signature_under_this_paper_is_refused(agreed: Case, changes: dict[str, str], said: str):
    client, page = entered(agreed, 2, THEIRS[-4:])
    told = signs(client, page, **changes)
    assert told.status_code == 422
    assert said in told.content.decode()
    agreed.refresh_from_db()
    assert "signed_on" not in agreed.more["parties"][1]


def test_signing_twice_is_signing_once(agreed: Case):
    client, page = entered(agreed, 2, THEIRS[-4:])
    form = form_of(client, f"{page}sign/") | {"drawn": DRAWN, "read": "on"}
    assert [client.post(f"{page}sign/", form).status_code for _ in range(2)] == [302, 302]
    assert client.get(f"{page}sign/").status_code == 409
    assert agreed.steps.filter(action="sign").count() == 1


def test_when_the_paper_changes_no_signature_holds_any_more(agreed: Case, committee: Committee):
    client, page = entered(agreed, 2, THEIRS[-4:])
    old = form_of(client, f"{page}sign/")["paper"]
    assert signs(client, page).status_code == 302
    mediator = committee.mediator.actor
    acts(agreed, "go_on", mediator, reason="金额要改")
    acts(agreed, "agree_in_writing", mediator, scope="all", terms="改为九百元", perform_by="2026-03-31")
    assert "signed_on" not in agreed.more["parties"][1]
    told = signs(client, page, paper=old)
    assert told.status_code == 422
    assert "请重新看一遍再签" in told.content.decode()
    assert signs(client, page).status_code == 302
    agreed.refresh_from_db()
    assert agreed.more["paper"] != old


def test_other_mediators_are_another_paper(agreed: Case, committee: Committee):
    client, page = entered(agreed, 2, THEIRS[-4:])
    assert signs(client, page).status_code == 302
    form: dict[str, Any] = {"mediators": [committee.colleague.posting.pk], "chosen_by": "parties", "disclosed": "true"}
    acts(agreed, "replace_mediators", committee.mediator.actor, reason="生病", **form)
    assert "paper" not in agreed.more
    assert "signed_on" not in agreed.more["parties"][1]


def test_a_paper_that_was_tampered_with_cannot_be_sealed(agreed: Case, committee: Committee):
    mediator, today = committee.mediator.actor, AT.date().isoformat()
    client, page = entered(agreed, 2, THEIRS[-4:])
    assert signs(client, page).status_code == 302
    acts(agreed, "sign", mediator, party=1, signed_on=today, how="paper")
    agreed.refresh_from_db()
    kept = Agreement.objects.get()
    Agreement.objects.update(content_sealed=bytes(kept.content_sealed)[:-1] + b"x")
    with pytest.raises(Exception, match="不一样了"):
        acts(agreed, "seal", mediator, sealed_on=today)
    Agreement.objects.update(content_sealed=kept.content_sealed)
    acts(agreed, "seal", mediator, sealed_on=today)


def test_nobody_signs_on_a_phone_for_somebody_else(agreed: Case, committee: Committee):
    with pytest.raises(Exception, match="本人"):
        acts(agreed, "sign", committee.mediator.actor, party=1, signed_on=AT.date().isoformat(), how="online")


def test_before_there_is_an_agreement_there_is_nothing_to_sign(asking: Case):
    client, page = entered(asking, 2, THEIRS[-4:])
    assert client.get(f"{page}sign/").status_code == 409
    assert client.get(f"{page}agreement.pdf").status_code == 404


def test_the_page_costs_the_same_however_long_the_course(cast: Cast, committee: Committee):
    costs = []
    for state in ("mediating", "effective"):
        case = brought(applied(cast), cast, committee, state)
        client, page = entered(case, 1, YOURS[-4:])
        client.get(page)
        with statements() as sent:
            assert client.get(page).status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]
