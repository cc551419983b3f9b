"""The thirteen papers of a dossier, the packet for the court, and what neither of them ever says."""

import re

import pytest
from django.urls import reverse
from tests.cast import AT, Cast
from tests.stories import do, load_catalogue

from linli.accounts.audit.models import Entry
from linli.cases.models import Case
from linli.web.desk.disputes.papers import KINDS
from linli.web.desk.tests.papers import text_of
from linli.web.desk.tests.signed_in import signed_in
from linli.work.disputes.tests.stories import FACTS, MINUTES, TALK, TERMS, Committee, applied, brought, found_committee

DAY = AT.date().isoformat()
OFFER, INQUIRY, EXHIBIT = "降到五百元也能接受", "物业说管道是去年换的", "粉刷收据 1 份"


@pytest.fixture
def committee(cast: Cast) -> Committee:
    load_catalogue(cast)
    return found_committee(cast)


def whole(cast: Cast, committee: Committee) -> Case:
    """A dispute of which everything is told that a dossier may hold, performed."""
    case, mediator = applied(cast), committee.mediator.actor
    brought(case, cast, committee, "mediating")
    do(case, "exhibit", mediator, party=1, exhibit=EXHIBIT, copies="original")
    do(case, "inquire", mediator, held_on=DAY, how="visit", inquiry=INQUIRY)
    do(case, "meet_apart", mediator, party=2, held_on=DAY, how="visit", talk=TALK)
    told = {"held_on": DAY, "how": "visit", "openness": "closed", "minutes": MINUTES, "offers": OFFER}
    do(case, "sit_together", mediator, None, **told)
    do(case, "agree_in_writing", mediator, scope="all", terms=TERMS, perform_by="2026-03-31", instalments=2)
    for party in (1, 2):
        do(case, "sign", mediator, party=party, signed_on=DAY, how="paper")
    do(case, "seal", mediator, sealed_on=DAY)
    do(case, "instalment", mediator, done_on=DAY, receipt="收条一张")
    do(case, "follow_up", mediator, held_on=DAY, how="phone", result="双方已经和好")
    return case


def test_every_paper_of_the_dossier_is_made_with_the_number_of_the_mediation(cast: Cast, committee: Committee) -> None:
    case, mediator = whole(cast, committee), signed_in(committee.mediator)
    said = {name: text_of(mediator.get(reverse("desk:paper", args=[case.pk, name])).content) for name in KINDS}
    assert len(said) == 13 + 1
    serial = int(case.no.rpartition("-")[2])
    assert all(f"人调字第{serial}号" in text for text in said.values())
    for name, words in {
        "cover": "李大华与王小明邻里纠纷",
        "contents": "当事人身份证明",
        "registration": FACTS,
        "rights": "不收取任何费用",
        "exhibits": EXHIBIT,
        "inquiries": INQUIRY,
        "minutes": MINUTES,
        "agreement": TERMS,
        "confirmation": "共同提出申请",
        "follow-ups": "双方已经和好",
        "explanation": "联合调解2次",
        "back": "备考表",
    }.items():
        assert re.sub(r"\s", "", words) in said[name], name


def test_what_was_offered_or_said_apart_is_on_no_paper_and_minutes_not_in_the_packet(
    cast: Cast, committee: Committee
) -> None:
    case, mediator = whole(cast, committee), signed_in(committee.mediator)
    before = set(Entry.objects.values_list("pk", flat=True))
    packet = text_of(mediator.get(reverse("desk:paper", args=[case.pk, "packet"])).content)
    for secret in (OFFER, TALK, MINUTES, INQUIRY):
        assert secret not in packet
    for wanted in (TERMS, EXHIBIT, "司法确认申请书", "人民调解协议书"):
        assert re.sub(r"\s", "", wanted) in packet
    opened = Entry.objects.exclude(pk__in=before).filter(verb="sealed.open").values_list("detail", flat=True)
    assert {field for detail in opened for field in detail["fields"]} == {"facts", "claim", "exhibit", "terms"}
    for name in KINDS:
        text = text_of(mediator.get(reverse("desk:paper", args=[case.pk, name])).content)
        assert OFFER not in text
        assert TALK not in text


def test_papers_that_say_what_only_the_mediator_reads_are_for_the_mediator(cast: Cast, committee: Committee) -> None:
    case, desk = whole(cast, committee), signed_in(cast.community_desk)
    answers = {name: desk.get(reverse("desk:paper", args=[case.pk, name])).status_code for name in KINDS}
    assert {name for name, status in answers.items() if status == 404} == {"minutes", "inquiries"}
    assert {*answers.values()} == {200, 404}
    stranger = signed_in(cast.leader)
    assert {stranger.get(reverse("desk:paper", args=[case.pk, name])).status_code for name in KINDS} == {404}


def test_the_case_page_names_what_the_dossier_must_have_and_has_not(cast: Cast, committee: Committee) -> None:
    case, mediator = applied(cast), signed_in(committee.mediator)
    brought(case, cast, committee, "asking")

    def page() -> str:
        return mediator.get(reverse("desk:case", args=[case.pk])).content.decode()

    assert "<li>人民调解笔录</li><li>人民调解协议书</li>" in page()
    do(case, "decline", committee.mediator.actor, party=2, how="phone", remedy="可以起诉")
    assert "必须有的文书都能生成了" in page()
    assert mediator.get(reverse("desk:paper", args=[case.pk, "agreement"])).status_code == 404


def test_what_was_agreed_by_word_of_mouth_is_registered(cast: Cast, committee: Committee) -> None:
    case, mediator = applied(cast), committee.mediator.actor
    brought(case, cast, committee, "mediating")
    do(case, "agree_orally", mediator, scope="all", terms=TERMS, agreed_on=DAY, perform_by="2026-03-31")
    text = text_of(signed_in(committee.mediator).get(reverse("desk:paper", args=[case.pk, "agreement"])).content)
    assert "人民调解口头协议登记表" in text
    assert TERMS in text
