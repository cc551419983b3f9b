"""Parties choose their mediator, as the process lets them; success beside refusal, no database."""

from dataclasses import replace
from typing import Any

from linli.work.disputes.rules import course, effects
from linli.work.disputes.rules.course import PARTY
from linli.work.disputes.rules.guards import choice_respected
from linli.work.disputes.rules.own_acts import own_form
from linli.work.disputes.tests.test_articles import (
    APPOINT,
    MEDIATOR,
    TODAY,
    Dispute,
    agreed,
    asking,
    dispute,
)

PROPOSE: dict[str, Any] = {"mediators": [11], "interest": "none"}


def on_own_page(one: Dispute, party: int, action: str, **form: Any) -> bool:
    return one.attempt(PARTY, action, own_form(party, action, form))


def chooses(one: Dispute, party: int, mediator: int = 11) -> bool:
    return on_own_page(one, party, "choose_mediator", mediators=[mediator])


def both_consent() -> Dispute:
    one = asking(respondents=1)
    assert on_own_page(one, 2, "consent")
    return one


def test_art_19_the_same_one_chosen_by_all_is_the_choice() -> None:
    one = both_consent()
    assert chooses(one, 1)
    assert course.choice(one.case.more) is None
    assert one.does("choose_mediator", party="2", how="helper", mediators=[11])
    assert course.choice(one.case.more) == 11
    assert not chooses(one, 2, 12)
    assert not one.does("propose", **(PROPOSE | {"mediators": [12]}))
    assert not one.does("appoint", **APPOINT)  # nobody has heard yet of any interest
    assert one.does("propose", **(PROPOSE | {"interest": "some", "interest_note": "住在同一个小区"}))
    assert not one.does("appoint", **(APPOINT | {"chosen_by": "committee"}))
    assert one.does("appoint", **APPOINT)
    assert one.case.more["mediators"] == [11]


def test_art_19_where_they_differ_the_body_names_somebody_and_both_are_asked() -> None:
    one = both_consent()
    assert chooses(one, 1, 11)
    assert chooses(one, 2, 12)
    assert course.is_disputed(one.case.more)
    named = APPOINT | {"mediators": [13], "chosen_by": "committee"}
    assert not one.does("appoint", **named)
    assert one.does("propose", **(PROPOSE | {"mediators": [13]}))
    assert on_own_page(one, 1, "accept_mediators")
    assert on_own_page(one, 2, "accept_mediators")
    assert not one.does("appoint", **(named | {"chosen_by": "parties"}))
    assert one.does("appoint", **named)


def test_one_alone_does_not_choose_for_the_other() -> None:
    one = both_consent()
    assert chooses(one, 1)
    assert not one.does("appoint", **APPOINT)
    assert one.does("propose", **(PROPOSE | {"mediators": [12]}))
    assert one.does("appoint", **(APPOINT | {"mediators": [12], "chosen_by": "committee"}))


def test_art_17_who_has_not_consented_does_not_choose_yet() -> None:
    one = asking(respondents=1)
    assert not chooses(one, 2)
    assert on_own_page(one, 2, "consent")
    assert chooses(one, 2)
    assert {party["consent"] for party in one.case.more["parties"]} == {"agreed"}


def test_a_choice_may_be_changed_until_it_is_made_and_is_one_person() -> None:
    one = both_consent()
    assert not on_own_page(one, 1, "choose_mediator", mediators=[11, 12])
    assert not on_own_page(one, 1, "choose_mediator", mediators=[])
    assert not on_own_page(one, 7, "choose_mediator", mediators=[11])
    assert chooses(one, 1, 12)
    assert not chooses(one, 1, 12)
    assert chooses(one, 1, 11)
    assert [party.get("chose") for party in one.case.more["parties"]] == [11, None]


def test_art_23_whom_a_party_does_not_want_is_offered_no_more() -> None:
    one = both_consent()
    assert chooses(one, 1)
    assert chooses(one, 2)
    assert one.does("propose", **PROPOSE)
    assert on_own_page(one, 2, "object_mediators")
    assert course.not_offered(one.case.more) == {11}
    assert not any("chose" in party for party in one.case.more["parties"])
    assert not chooses(one, 1)
    assert not one.does("propose", **PROPOSE)
    assert not one.does("appoint", **APPOINT)
    assert chooses(one, 1, 12)
    assert chooses(one, 2, 12)
    assert one.does("propose", **(PROPOSE | {"mediators": [12]}))
    assert one.does("appoint", **(APPOINT | {"mediators": [12]}))
    assert not one.does("replace_mediators", **(APPOINT | {"reason": "生病"}))


def test_who_accepts_after_all_no_longer_objects() -> None:
    one = both_consent()
    assert one.does("propose", **PROPOSE)
    assert on_own_page(one, 2, "object_mediators")
    assert on_own_page(one, 2, "accept_mediators")
    assert course.not_offered(one.case.more) == set()
    assert not chooses(one, 2, 12)
    assert one.does("appoint", **APPOINT)


def test_who_has_accepted_chooses_again_when_another_objects() -> None:
    one = both_consent()
    assert one.does("propose", **PROPOSE)
    assert on_own_page(one, 1, "accept_mediators")
    assert not chooses(one, 1, 12)
    assert on_own_page(one, 2, "object_mediators")
    assert chooses(one, 1, 12)
    assert chooses(one, 2, 12)
    assert course.choice(one.case.more) == 12


def test_who_was_chosen_and_cannot_is_set_aside_with_a_reason() -> None:
    one = both_consent()
    assert not one.does("set_choice_aside", reason="是一方的亲戚")
    assert chooses(one, 1)
    assert chooses(one, 2)
    assert not one.does("set_choice_aside")
    assert not one.does("set_choice_aside", PARTY, reason="x")
    assert one.does("set_choice_aside", reason="是一方的亲戚")
    assert course.choice(one.case.more) is None
    assert not chooses(one, 1)
    assert chooses(one, 1, 12)


def test_who_left_the_roster_binds_nobody() -> None:
    one = both_consent()
    assert chooses(one, 1)
    assert chooses(one, 2)
    s = replace(one.situation(MEDIATOR), form={"mediators": [12]})
    assert choice_respected(s, "") is not None
    assert choice_respected(replace(s, facts=replace(s.facts, more={"chosen_there": False})), "") is None


def test_another_body_is_chosen_from_anew() -> None:
    one = both_consent()
    assert chooses(one, 1)
    after = effects.moved(one.case, one.situation(MEDIATOR), "")
    assert not any("chose" in party for party in after.more["parties"])


def test_what_was_signed_before_one_body_is_not_signed_before_another() -> None:
    one = agreed()
    assert one.does("sign", party="1", signed_on=TODAY, how="paper")
    assert one.does("end_on_wish", party="2", how="phone", remedy="可以起诉")
    after = effects.moved(one.case, one.situation(MEDIATOR), "")
    assert "agreement" not in after.more
    assert not any("signed_on" in party for party in after.more["parties"])


def test_choosing_is_over_when_mediation_has_begun_and_not_yet_there_before() -> None:
    assert not chooses(dispute(respondents=1), 1)
    one = both_consent()
    assert one.does("appoint", **APPOINT)
    assert not chooses(one, 1, 12)


def test_what_the_parties_are_waited_for() -> None:
    one = both_consent()
    assert course.is_waited_for(one.case, 1, "choose_mediator")
    assert chooses(one, 1)
    assert not course.is_waited_for(one.case, 1, "choose_mediator")
    assert "choose_mediator" in course.own_business(one.case, 1, ["choose_mediator"])
