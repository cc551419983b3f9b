"""Each rule of mediation with the article it follows, success beside refusal; no database."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from linli.areas.rules import SYSTEM, Actor
from linli.cases.rules import process as processes
from linli.cases.rules.state import Clock
from linli.cases.tests.walk import ACTORS, CALENDAR, START, World, begun
from linli.work.disputes.rules import course, words
from linli.work.disputes.rules.course import PARTY
from linli.work.disputes.rules.types import types
from linli.work.disputes.tests.test_wandering import ANSWERS, DISPUTE, TEXT

DESK = next(one for one in ACTORS if one.unit_id == 1 and "case.desk" in one.permissions)
MEDIATOR = next(one for one in ACTORS if one.unit_id == 11)
OTHER_BODY = CLERK = next(one for one in ACTORS if one.unit_id == 12)
TODAY = START.date().isoformat()
LATER = (START + timedelta(days=60)).date().isoformat()
SCREEN: dict[str, Any] = {"nature": "civil", "lead": 11}
APPOINT: dict[str, Any] = {"mediators": [11], "chosen_by": "parties", "disclosed": "true"}
AGREE: dict[str, Any] = {"scope": "all", "terms": "分两期付清", "perform_by": LATER, "instalments": "2"}


@dataclass
class Dispute(World):
    """A dispute between one applicant and two respondents, and a shorter way of saying who does what."""

    refused: list[str] = field(default_factory=list)

    def does(self, name: str, actor: Actor = MEDIATOR, **form: Any) -> bool:
        return self.attempt(actor, name, form)

    def stands(self) -> str:
        return self.case.state


def dispute(**answers: object) -> Dispute:
    return Dispute(DISPUTE, begun(DISPUTE, ANSWERS | answers))


def asking(**answers: object) -> Dispute:
    one = dispute(**answers)
    assert one.does("screen", DESK, **SCREEN)
    return one


def mediating() -> Dispute:
    one = asking()
    assert one.does("consent", party="2", how="phone")
    assert one.does("consent", party="3", how="visit")
    assert one.does("appoint", **APPOINT)
    return one


def agreed() -> Dispute:
    one = mediating()
    assert one.does("agree_in_writing", **AGREE)
    return one


def clock(one: Dispute, kind: str) -> Clock:
    found = one.case.clock(kind)
    assert found is not None
    return found


def effective(sealed_on: str = TODAY) -> Dispute:
    one = agreed()
    for party in ("1", "2", "3"):
        assert one.does("sign", party=party, signed_on=TODAY, how="paper")
    assert one.does("seal", sealed_on=sealed_on)
    return one


@pytest.mark.parametrize("nature", ["crime", "discipline", "administrative", "court", "forbidden"])
def test_rules_75_art_22_what_belongs_to_others_is_referred_and_not_mediated(nature: str) -> None:
    one = dispute()
    assert not one.does("screen", DESK, nature=nature, lead=11)
    assert one.does("refer", DESK, route="police", reason="涉嫌故意伤害", remedy="请到城关派出所报案")
    assert one.stands() == "referred"


def test_art_17_who_applied_has_consented_and_nobody_else() -> None:
    assert [one["consent"] for one in dispute().case.more["parties"]] == ["agreed", "", ""]
    assert [one["consent"] for one in dispute(started_by="committee").case.more["parties"]] == ["", "", ""]


def test_art_17_silence_is_never_consent() -> None:
    one = asking()
    assert one.does("consent", party="2", how="phone")
    assert one.does("silent", party="3", how="phone")
    assert not one.does("appoint", **APPOINT)
    assert one.does("consent", party="3", how="visit")
    assert one.does("appoint", **APPOINT)


def test_art_17_a_clear_refusal_ends_it_with_other_ways_named() -> None:
    one = asking()
    assert not one.does("decline", party="2", how="phone")
    assert one.does("decline", party="2", how="phone", remedy="可以向人民法院起诉")
    assert one.stands() == "ended"
    assert one.case.more["parties"][1]["consent"] == "refused"


def test_art_19_mediators_are_chosen_or_named_and_only_they_mediate() -> None:
    one = mediating()
    sitting: dict[str, Any] = {"held_on": TODAY, "how": "visit", "openness": "closed", "minutes": "各说了经过"}
    assert not one.does("sit_together", OTHER_BODY, **sitting)
    assert one.does("sit_together", **sitting)
    assert one.case.more["sessions"] == {"joint": 1}


def test_art_19_and_23_an_interest_that_was_not_disclosed_keeps_a_mediator_out() -> None:
    one = asking(respondents=1)
    assert one.does("consent", party="2", how="phone")
    assert not one.does("appoint", **(APPOINT | {"disclosed": "false"}))
    assert one.does("appoint", **APPOINT)


def test_art_23_a_party_may_ask_for_the_end_at_any_time() -> None:
    for one in (mediating(), agreed()):
        assert one.does("end_on_wish", party="3", how="phone", remedy="可以向人民法院起诉")
        assert one.stands() == "ended"


def test_art_25_what_may_get_worse_is_urgent_and_reported() -> None:
    one = mediating()
    assert not one.does("alert", measures="已请双方家属到场")
    assert one.does("alert", measures="已请双方家属到场", told_to="城关派出所")
    assert one.case.urgency == "urgent"


def test_art_26_failure_is_ended_with_notice_of_other_remedies() -> None:
    one = mediating()
    assert not one.does("end", reason="差距太大")
    assert one.does("end", reason="差距太大", remedy="可以申请仲裁或向人民法院起诉")


def test_art_28_and_30_a_spoken_agreement_holds_from_the_day_it_was_reached() -> None:
    one = mediating()
    spoken: dict[str, Any] = {"scope": "all", "terms": "当面道歉", "agreed_on": TODAY, "perform_by": LATER}
    assert not one.does("agree_orally", **(spoken | {"terms": ""}))  # the mediator records it
    assert one.does("agree_orally", **spoken)
    assert (one.stands(), one.case.more["effective_on"]) == ("effective", TODAY)


def test_art_29_a_written_agreement_holds_from_the_last_signature_and_the_seal() -> None:
    one = agreed()
    assert one.does("sign", party="1", signed_on=TODAY, how="paper")
    assert one.does("sign", party="2", signed_on=TODAY, how="paper")
    assert not one.does("seal", sealed_on=TODAY)
    one.now += timedelta(days=2)
    last = one.now.date().isoformat()
    assert one.does("sign", party="3", signed_on=last, how="visit")
    assert one.does("seal", sealed_on=TODAY)
    assert one.case.more["effective_on"] == last


@pytest.mark.parametrize(("days", "fits"), [(-1, False), (0, True), (1095, True), (1096, False)])
def test_art_29_performance_has_a_day_to_come_that_can_be_looked_after(days: int, fits: bool) -> None:  # noqa: FBT001 - a table
    one = mediating()
    day = (START + timedelta(days=days)).date().isoformat()
    assert one.does("agree_in_writing", **(AGREE | {"perform_by": day})) is fits


def test_art_31_performance_is_followed_up_instalment_by_instalment() -> None:
    one = effective()
    assert one.does("press", how="phone")
    for _ in range(2):
        assert one.does("instalment", done_on=TODAY, receipt="收条")
    assert not one.does("instalment", done_on=TODAY, receipt="收条")
    assert one.does("finish", done_on=TODAY, result="两期都付清了")


def test_art_32_who_does_not_perform_may_be_sued() -> None:
    one = effective()
    assert not one.does("give_up", reason="拒不履行")
    assert one.does("give_up", reason="拒不履行", remedy="可以就协议向人民法院起诉")
    assert one.stands() == "unperformed"


def test_art_33_confirmation_is_applied_for_by_all_together() -> None:
    one = effective()
    assert not one.does("apply_to_court", applied_on=TODAY, jointly="false")
    assert one.does("apply_to_court", applied_on=TODAY, jointly="true")
    assert one.does("court_confirms", decided_on=TODAY)
    assert one.stands() == "effective"
    assert not one.does("apply_to_court", applied_on=TODAY, jointly="true")


def test_art_33_each_party_may_ask_by_itself_and_all_must() -> None:
    one = effective()
    assert one.does("ask_confirmation", PARTY, party="1", how="online")
    assert not one.does("ask_confirmation", PARTY, party="1", how="online")
    assert one.does("ask_confirmation", PARTY, party="2", how="online")
    assert not one.does("apply_to_court", applied_on=TODAY)
    assert one.does("ask_confirmation", party="3", how="paper")
    assert one.does("apply_to_court", applied_on=TODAY)
    assert not one.does("ask_confirmation", PARTY, party="1", how="online")


def test_spc_2011_5_arts_4_5_a_court_with_a_desk_here_takes_it_in_and_rules_itself() -> None:
    one = effective()
    assert one.does("apply_to_court", applied_on=TODAY, jointly="true", court=12)
    assert not one.does("court_accepts", taken_on=TODAY)
    assert not one.does("court_confirms", CLERK, decided_on=TODAY)
    assert one.does("court_accepts", CLERK, taken_on=TODAY, court_no="（2026）司确 1 号")
    assert not one.does("court_accepts", CLERK, taken_on=TODAY)
    assert not one.does("court_declines", CLERK, decided_on=TODAY, reason="不属于本院管辖")
    assert not one.does("court_dismisses", decided_on=TODAY, reason="内容不明确")
    assert one.does("court_confirms", CLERK, decided_on=TODAY)
    assert one.stands() == "effective"
    assert all(each.ended_at for each in one.case.assignments if each.role == "assist")


def test_spc_2011_5_art_4_what_a_court_does_not_take_in_may_be_brought_again_in_time() -> None:
    one = effective()
    assert one.does("apply_to_court", applied_on=TODAY, jointly="true", court=12)
    assert one.does("court_declines", CLERK, decided_on=TODAY, reason="不属于本院管辖")
    assert one.stands() == "effective"
    assert one.does("apply_to_court", applied_on=TODAY, jointly="true")
    assert one.does("court_accepts", taken_on=TODAY)
    assert one.does("court_confirms", decided_on=TODAY)


def test_the_court_of_one_agreement_knows_nothing_of_the_next() -> None:
    one = effective()
    assert one.does("apply_to_court", applied_on=TODAY, jointly="true", court=12)
    assert one.does("court_accepts", CLERK, taken_on=TODAY)
    assert one.does("court_dismisses", CLERK, decided_on=TODAY, reason="内容不明确")
    assert course.is_court(CLERK, one.case)
    assert one.does("change_agreement", reason="内容不明确")
    assert not course.is_court(CLERK, one.case)
    assert not any("asked_on" in party for party in one.case.more["parties"])


@pytest.mark.parametrize(("days", "is_in_time"), [(30, True), (31, False)])
def test_art_33_within_thirty_days_of_effect(days: int, is_in_time: bool) -> None:  # noqa: FBT001 - a table
    one = effective()
    one.now += timedelta(days=days)
    assert one.does("apply_to_court", applied_on=one.now.date().isoformat(), jointly="true") is is_in_time


def test_art_33_a_dismissed_agreement_may_be_made_anew() -> None:
    one = effective()
    assert not one.does("change_agreement", reason="内容不明确")
    assert one.does("apply_to_court", applied_on=TODAY, jointly="true")
    assert one.does("court_dismisses", decided_on=TODAY, reason="内容不明确")
    assert one.does("change_agreement", reason="内容不明确")
    assert one.stands() == "mediating"
    assert "effective_on" not in one.case.more


def test_art_33_the_thirty_days_are_told_three_times_and_then_lapse() -> None:
    one = effective()
    told = []
    for _ in range(34 * 24):
        one.now += timedelta(hours=1)
        before = one.case.clock("confirm")
        one.tick()
        told += [] if one.case.clock("confirm") == before else [round((one.now - START) / timedelta(days=1))]
    assert told[:3] == [20, 25, 29]
    assert one.case.more["confirmation"] == "lapsed"


def test_civil_code_art_203_a_last_day_off_becomes_the_next_working_day() -> None:
    assert course.last_day(CALENDAR, date(2026, 3, 7)) == date(2026, 3, 9)  # a Saturday
    assert course.last_day(CALENDAR, date(2026, 3, 6)) == date(2026, 3, 6)


def test_labour_mediation_act_art_14_fifteen_days_run_from_the_application() -> None:
    one = dispute()
    one.case = replace(one.case, matter="1711", limit_amount=Decimal(15), limit_unit="calendar_day")
    one.now += timedelta(days=2)
    assert one.does("screen", DESK, **SCREEN)
    assert clock(one, "mediate").started_at == START


def test_others_run_from_the_day_they_are_taken_in() -> None:
    one = dispute()
    one.now += timedelta(days=2)
    assert one.does("screen", DESK, **SCREEN)
    assert clock(one, "mediate").started_at == one.now


def test_medical_rules_art_38_the_time_of_an_appraisal_is_not_counted() -> None:
    one = mediating()
    due_at = clock(one, "mediate").due_at
    until = (START + timedelta(days=20)).date().isoformat()
    assert one.does("appraise", until=until, reason="要做伤残鉴定")
    one.now += timedelta(days=20)
    assert one.does("resume", SYSTEM)
    assert clock(one, "mediate").due_at > due_at


def test_medical_rules_art_38_more_time_only_if_everybody_agrees() -> None:
    one = mediating()
    assert not one.does("prolong", amount="1", everybody="false", reason="等鉴定")
    assert one.does("prolong", amount="1", everybody="true", reason="等鉴定")
    assert one.case.extensions == 1


def test_the_18_types_have_the_limits_of_their_laws() -> None:
    found = {one.code: (one.limit, one.unit) for one in types().types}
    assert len(found) == 18
    assert found.pop("1710") == found.pop("1711") == (Decimal(15), "calendar_day")
    assert found.pop("1715") == (Decimal(30), "work_day")
    assert set(found.values()) == {(Decimal(30), "calendar_day")}


@pytest.mark.parametrize(("matter", "fits"), [("1710", False), ("1711", False), ("1715", False), ("1702", True)])
def test_labour_act_art_14_and_medical_rules_art_39_an_agreement_is_written_down(matter: str, fits: bool) -> None:  # noqa: FBT001 - a table
    one = mediating()
    one.case = replace(one.case, matter=matter)
    spoken: dict[str, Any] = {"scope": "all", "terms": "当面付清", "agreed_on": TODAY, "perform_by": LATER}
    assert one.does("agree_orally", **spoken) is fits
    assert fits or one.does("agree_in_writing", **AGREE)


def test_signature_act_art_3_what_touches_a_marriage_is_signed_on_paper() -> None:
    paper = {"party": "2", "signed_on": TODAY, "how": "online", "paper": "a" * 64, "signature": "王小明"}
    one = agreed()
    one.case = replace(one.case, matter="1701")
    assert not one.does("sign", course.PARTY, **paper)
    assert one.does("sign", party="2", signed_on=TODAY, how="paper")
    other = agreed()
    assert other.does("sign", course.PARTY, **paper)


def test_online_rules_art_13_an_interest_is_told_before_parties_accept() -> None:
    one = asking()
    assert not one.does("accept_mediators", party="2", how="phone")
    assert not one.does("propose", mediators=[11], interest="some")
    assert one.does("propose", mediators=[11], interest="some", interest_note="与申请人同住一个小区")
    assert one.does("accept_mediators", party="2", how="phone")


# ── entrusted ─────────────────────────────────────────────────────────────────────────────────────────────

COURT: dict[str, object] = {"started_by": "entrusted", "entruster_kind": "court", "entruster": "镜河县人民法院"}
LATEST = (START + timedelta(days=30)).date()


def entrusted(**answers: object) -> Dispute:
    """An entrusted dispute that has thirty days for mediation, all parties willing, mediators appointed."""
    one = dispute(**(COURT | answers))
    one.case = replace(one.case, limit_amount=Decimal(30), limit_unit="calendar_day")
    assert one.does("screen", DESK, **SCREEN)
    for party in ("1", "2", "3"):
        assert one.does("consent", party=party, how="phone")
    assert one.does("appoint", **APPOINT)
    return one


def last_day_of(one: Dispute, kind: str) -> date:
    return CALENDAR.date_of(clock(one, kind).due_at - timedelta(seconds=1))


def test_invited_mediation_art_27_a_court_hears_within_thirty_days_where_it_names_no_day() -> None:
    one = dispute(**COURT)
    assert (one.case.more["report_by"], last_day_of(one, "report")) == (str(LATEST), LATEST)
    named = dispute(**COURT, report_by=date(2026, 1, 20))
    assert (named.case.more["report_by"], last_day_of(named, "report")) == ("2026-01-20", date(2026, 1, 20))
    assert dispute().case.clock("report") is None


def test_invited_mediation_art_26_the_report_is_waited_for_after_mediation_has_ended() -> None:
    one = entrusted()
    assert one.does("end", reason="差距太大", remedy="可以向人民法院起诉")
    assert [each.kind for each in one.case.clocks if each.is_open] == ["report"]
    one.now = clock(one, "report").due_at + timedelta(minutes=1)
    one.tick()
    assert (one.case.light, one.case.was_late) == ("red", False)
    assert one.does("return_report", DESK, returned_on=one.now.date().isoformat())
    assert [each.kind for each in one.case.clocks if each.is_open] == []


def test_a_report_in_time_is_told_of_twice_before_its_day_and_never_after_it_is_back() -> None:
    one = entrusted()
    assert one.does("end", reason="差距太大", remedy="可以向人民法院起诉")
    told = []
    for _ in range(30 * 24):
        one.now += timedelta(hours=1)
        before = one.case.clock("report")
        one.tick()
        told += [] if one.case.clock("report") == before else [round((one.now - START) / timedelta(days=1))]
    assert told == [25, 29]
    assert one.does("return_report", returned_on=one.now.date().isoformat())
    one.now += timedelta(days=9)
    changes = len(one.changes)
    one.tick()
    assert len(one.changes) == changes


def test_online_rules_art_26_the_day_of_the_report_waits_for_an_appraisal() -> None:
    one = entrusted()
    until = (START + timedelta(days=20)).date().isoformat()
    assert one.does("appraise", until=until, reason="要做伤残鉴定")
    one.now += timedelta(days=20)
    assert one.does("resume", SYSTEM)
    assert last_day_of(one, "report") >= LATEST + timedelta(days=20)


@pytest.mark.parametrize(("who", "moves"), [("court", True), ("police", False)])
def test_online_rules_art_24_who_agrees_to_go_on_is_not_bound_by_the_courts_days(who: str, moves: bool) -> None:  # noqa: FBT001 - a table
    one = entrusted(entruster_kind=who)
    assert one.does("prolong", amount="10", everybody="true", reason="还差一点")
    assert (last_day_of(one, "report") >= LATEST + timedelta(days=9)) is moves
    assert (one.case.more["report_by"] > str(LATEST)) is moves


def test_whoever_entrusted_it_may_want_to_hear_on_another_day() -> None:
    one = entrusted()
    assert not one.does("report_another_day", DESK, report_by="2026-02-27")
    assert not one.does("report_another_day", OTHER_BODY, report_by="2026-02-27", reason="法院来函")
    assert one.does("report_another_day", DESK, report_by="2026-02-27", reason="法院来函")
    assert (one.case.more["report_by"], last_day_of(one, "report")) == ("2026-02-27", date(2026, 2, 27))
    assert [each.met for each in one.case.clocks if each.kind == "report"] == [None, None]
    assert not mediating().does("report_another_day", DESK, report_by="2026-02-27", reason="没有人委托")


# ── another tier ──────────────────────────────────────────────────────────────────────────────────────────


def decides(said: str) -> Dispute:
    """A dispute under a version that decides otherwise about the days with another tier."""
    text = TEXT.replace('time_on_moving_up = "consent"', f'time_on_moving_up = "{said}"')
    one = entrusted()
    one.process = processes.parse(text, file="process.toml", kinds=lambda _name: words())
    return one


def test_another_tier_goes_on_with_the_days_of_the_first_acceptance() -> None:
    one = entrusted()
    first = clock(one, "mediate")
    one.now += timedelta(days=8)
    assert one.does("move_up", lead=12, reason="谈不拢")
    now = clock(one, "mediate")
    assert (now.holder, now.started_at, now.due_at) == (12, first.started_at, first.due_at)


@pytest.mark.parametrize(
    ("rule", "anew", "begins_anew"),
    [
        ("consent", "", False),
        ("consent", "false", False),
        ("consent", "true", True),
        ("kept", "false", False),
        ("anew", "", True),
    ],
)
def test_days_begin_anew_only_as_the_version_says_and_by_itself_only_if_all_have_agreed(
    rule: str,
    anew: str,
    begins_anew: bool,  # noqa: FBT001 - a column of the table
) -> None:
    one = decides(rule)
    one.now += timedelta(days=8)
    assert one.does("move_up", lead=12, reason="谈不拢", anew=anew)
    assert (clock(one, "mediate").started_at == one.now) is begins_anew


def test_where_days_never_begin_anew_nobody_may_say_that_they_do() -> None:
    one = decides("kept")
    assert not one.does("move_up", lead=12, reason="谈不拢", anew="true")
    assert one.does("move_up", lead=12, reason="谈不拢")


def test_days_in_which_nobody_mediated_are_not_counted_when_it_goes_on_at_another_tier() -> None:
    one = entrusted()
    due_at = clock(one, "mediate").due_at
    one.now += timedelta(days=8)
    assert one.does("end", reason="差距太大", remedy="可以向人民法院起诉")
    one.now += timedelta(days=14)
    assert one.does("move_up", lead=12, reason="各方还愿意再谈")
    assert clock(one, "mediate").due_at >= due_at + timedelta(days=14)
    assert [each.met for each in one.case.clocks if each.kind == "mediate"] == [None, None]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('time_on_moving_up = "consent"', 'time_on_moving_up = "never"', "看不懂的时限"),
        ("report_days = 30", "report_days = 0", "天数应在"),
        ("report_days = 30", "raport_days = 30", "写法有误"),
        ('stops = ["report"]\n', "", "没有动作能停"),
    ],
)
def test_what_a_version_cannot_decide_is_named(old: str, new: str, said: str) -> None:
    with pytest.raises(processes.BrokenProcess, match=said):
        processes.parse(TEXT.replace(old, new, 1), file="x.toml", kinds=lambda _name: words())
