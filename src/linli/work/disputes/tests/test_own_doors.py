"""What the process lets a party do by itself, success beside refusal; no database."""

from typing import Any

import pytest

from linli.areas.rules import RESIDENT
from linli.work.disputes.rules import course, drawing, effects
from linli.work.disputes.rules.course import PARTY
from linli.work.disputes.tests.test_articles import (
    APPOINT,
    DESK,
    MEDIATOR,
    SCREEN,
    TODAY,
    Dispute,
    agreed,
    asking,
    dispute,
)

PAPER, OTHER = "a" * 64, "b" * 64


def signs(one: Dispute, party: int, paper: str = PAPER, how: str = "online") -> bool:
    return one.does("sign", PARTY, party=str(party), signed_on=TODAY, how=how, paper=paper, signature="x")


def test_art_17_consent_is_the_same_act_by_telephone_and_by_the_own_page() -> None:
    one = asking()
    assert one.does("consent", PARTY, party="2", how="online")
    assert one.does("consent", party="3", how="phone")
    assert not one.does("appoint", PARTY, **APPOINT)
    assert one.does("appoint", **APPOINT)


def test_the_code_of_the_case_does_nothing() -> None:
    assert not dispute().does("withdraw", RESIDENT)
    assert not asking().does("consent", RESIDENT, party="2", how="online")


def test_who_asked_alone_may_take_it_back() -> None:
    assert not dispute().does("withdraw", PARTY, party="2")
    assert not dispute(applicants=2, respondents=1).does("withdraw", PARTY, party="1")
    assert dispute().does("withdraw", PARTY, party="1")


def test_electronic_signature_act_art_13_all_sign_the_same_paper() -> None:
    one = agreed()
    assert not signs(one, 1, paper="")
    assert not signs(one, 1, paper="not a hash")
    assert signs(one, 1)
    assert not signs(one, 2, paper=OTHER)
    assert signs(one, 2)
    assert not signs(one, 2)
    assert one.does("sign", party="3", signed_on=TODAY, how="paper")
    assert one.case.more["paper"] == PAPER
    assert one.does("seal", sealed_on=TODAY)


def test_electronic_signature_act_art_13_nobody_else_signs_on_a_phone() -> None:
    one = agreed()
    assert not one.does("sign", party="1", signed_on=TODAY, how="online", paper=PAPER, signature="x")
    assert not signs(one, 1, how="paper")


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ("go_on", {"reason": "金额要改"}),
        ("replace_mediators", APPOINT | {"reason": "生病"}),
    ],
)
def test_another_paper_voids_every_signature(action: str, form: dict[str, Any]) -> None:
    one = agreed()
    assert signs(one, 1)
    assert one.does("sign", party="2", signed_on=TODAY, how="paper")
    assert one.does(action, **form)
    assert "paper" not in one.case.more
    assert not any("signed_on" in party or "paper" in party for party in one.case.more["parties"])


def test_art_23_nobody_mediates_whom_a_party_wants_replaced() -> None:
    one = dispute(respondents=1)
    assert one.does("screen", DESK, **SCREEN)
    assert one.does("consent", PARTY, party="2", how="online")
    assert not one.does("accept_mediators", PARTY, party="1", how="online")
    assert not one.does("propose", mediators=[11], interest="some")
    assert one.does("propose", mediators=[11], interest="some", interest_note="同一个单位")
    assert one.does("object_mediators", PARTY, party="2", how="online")
    assert not one.does("appoint", **APPOINT)
    assert one.does("propose", mediators=[12], interest="none")
    assert one.does("appoint", **(APPOINT | {"mediators": [12]}))


def test_what_waits_for_a_party_is_its_own() -> None:
    one = asking()
    offered = ["consent", "decline", "withdraw", "sign"]
    assert course.own_business(one.case, 1, offered) == ["decline", "sign", "withdraw"]
    assert course.own_business(one.case, 2, offered) == ["consent", "decline", "sign"]
    assert course.own_business(one.case, 9, offered) == []


@pytest.mark.parametrize(
    ("drawn", "typed", "is_one"),
    [
        ("M10 10L20 12L40 15M60 10L70 60L90 100", "", True),
        ("M10 10L20 12L40 15L41 16L42 17L43 18", "", False),  # 33 wide
        ("M10 10L20 12L700 15L41 16L42 17L43 18", "", False),  # outside the field
        ("M10 10L20 12 <svg>", "", False),
        ("", "李 大华", True),
        ("", "李大", False),
        ("", "", False),
    ],
)
def test_a_signature_is_strokes_or_the_own_name(drawn: str, typed: str, is_one: bool) -> None:  # noqa: FBT001 - a table
    assert (drawing.problem(drawn, typed, "李大华") == "") is is_one


def test_another_body_proposes_its_own_mediators() -> None:
    one = asking(respondents=1)
    assert one.does("propose", mediators=[11], interest="none")
    assert one.does("accept_mediators", PARTY, party="1", how="online")
    after = effects.moved(one.case, one.situation(MEDIATOR), "")
    assert after.more["proposed"] == {}
    assert not any("mediators" in party for party in after.more["parties"])
