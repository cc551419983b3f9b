"""Tiers are climbed as a county orders them; sessions are arranged; instalments are due on days of their own."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.cast import AT, Cast, new_unit, player
from tests.stories import do, load_catalogue, replays

from linli.cases.actions import BadForm, RefusedAction, publish
from linli.cases.models import Case, Clock, Step
from linli.cases.rules.process import BrokenProcess, parse
from linli.cases.tasks import run_clocks
from linli.notices.models import Notice
from linli.work.disputes.rules import lines, meetings, words
from linli.work.disputes.rules.types import FILE
from linli.work.disputes.tests.stories import TERMS, Committee, applied, brought, found_committee
from linli.work.disputes.tests.test_articles import AGREE, TODAY, Dispute, effective, mediating
from linli.work.disputes.tests.test_wandering import DISPUTE

FIRST = FILE.parents[1].joinpath("process.toml").read_text(encoding="utf-8")
DAY = AT.date()
#: 凯里's order: grid worker, committee, village head.
OTHER_ORDER = """
[[own.tier]]
name = "grid"
title = "网格员、调解小组"
line = "people"
days = 3
functions = ["网格调解小组"]

[[own.tier]]
name = "village"
title = "村(居)人民调解委员会"
line = "people"
days = 7
functions = ["村(居)人民调解委员会"]

[[own.tier]]
name = "head"
title = "村支书、村主任"
line = "people"
days = 5
functions = ["村支书调解"]
"""


def reordered() -> str:
    """The next version of the process with another order of tiers."""
    begin, end = FIRST.index("[[own.tier]]"), FIRST.index("# ── clocks")
    return (FIRST[:begin] + OTHER_ORDER + FIRST[end:]).replace("version = 1", "version = 2", 1)


@pytest.fixture
def committee(cast: Cast) -> Committee:
    load_catalogue(cast)
    return found_committee(cast)


@pytest.mark.parametrize(
    ("matter", "names"),
    [
        ("1702", ["village", "town", "administrative", "judicial"]),
        ("1717", ["town", "administrative", "judicial"]),
        ("1710", ["trade", "administrative", "judicial"]),
    ],
)
def test_each_type_has_its_ladder(matter: str, names: list[str]) -> None:
    assert [tier.name for tier in lines.ladder(DISPUTE, matter)] == names


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('line = "people"', 'line = "police"', "未知的调解途径"),
        ("days = 10", "days = 0", "天数应在"),
        ('name = "town"', 'name = "village"', "出现两次"),
        ("days = 10", "dais = 10", "写法有误"),
    ],
)
def test_tiers_that_cannot_be_are_named_with_their_line(old: str, new: str, said: str) -> None:
    with pytest.raises(BrokenProcess, match=said):
        parse(FIRST.replace(old, new, 1), file="x.toml", kinds=lambda _name: words())


def test_an_event_configures_nothing_of_its_own() -> None:
    with pytest.raises(BrokenProcess, match="没有自己的配置"):
        parse(FIRST, file="x.toml")


def town_committee(cast: Cast) -> Any:
    unit = new_unit(
        area=cast.areas.town, kind="office", name="城关街道人民调解委员会", functions=["街道(乡镇)人民调解委员会"]
    )
    return player("town_mediator", "handler", unit)


def test_a_dispute_moves_up_with_a_reason_and_to_a_body_of_the_next_tier(cast: Cast, committee: Committee) -> None:
    case, mediator = brought(applied(cast), cast, committee, "mediating"), committee.mediator.actor
    assert (case.more["tier"], case.more["tier_by"]) == ("village", str(DAY + timedelta(days=10)))
    above = town_committee(cast)
    with pytest.raises(BadForm):
        do(case, "move_up", mediator, lead=above.posting.unit_id)
    with pytest.raises(BadForm, match="街道"):
        do(case, "move_up", mediator, lead=committee.unit.pk, reason="谈不拢")
    with pytest.raises(RefusedAction):
        do(case, "move_up", cast.leader.actor, lead=above.posting.unit_id, reason="谈不拢")
    do(case, "move_up", mediator, lead=above.posting.unit_id, reason="谈不拢")
    assert (case.state, case.more["tier"], case.more["mediators"], case.more["climbed"]) == ("asking", "town", [], 1)
    assert case.lead_unit_id == above.posting.unit_id
    chosen = {"mediators": [above.posting.pk], "chosen_by": "committee", "disclosed": "true"}
    do(case, "appoint", above.actor, None, **chosen)
    assert case.state == "mediating"
    assert replays(case)


def test_what_ended_without_agreement_may_move_up(cast: Cast, committee: Committee) -> None:
    case, mediator = brought(applied(cast), cast, committee, "mediating"), committee.mediator.actor
    do(case, "end", mediator, reason="分歧太大", remedy="可以起诉")
    do(case, "move_up", mediator, lead=town_committee(cast).posting.unit_id, reason="各方还愿意再谈")
    assert (case.state, case.is_final, case.closed_at, case.more["tier"]) == ("asking", False, None, "town")


def test_when_its_turn_is_over_a_tier_is_told_and_the_case_may_move_up(cast: Cast, committee: Committee) -> None:
    case = brought(applied(cast), cast, committee, "mediating")
    clock = Clock.objects.get(case=case, kind="tier")
    run_clocks(at=clock.due_at + timedelta(minutes=1))
    run_clocks(at=clock.due_at + timedelta(minutes=2))
    assert Step.objects.filter(case=case, action="tier_over").count() == 1
    case.refresh_from_db()
    assert (case.light, case.was_late) == ("red", False)


def test_a_county_orders_its_tiers_without_a_line_of_python(cast: Cast, committee: Committee) -> None:
    publish(reordered(), area_code=cast.areas.county.code, by=cast.admin.actor, at=AT)
    team = new_unit(area=cast.areas.community, kind="team", name="第一网格调解小组", functions=["网格调解小组"])
    group, desk = player("group", "handler", team), cast.community_desk.actor
    case = applied(cast)
    with pytest.raises(BadForm, match="网格员、调解小组"):
        do(case, "screen", desk, nature="civil", lead=committee.unit.pk)
    do(case, "screen", desk, nature="civil", lead=team.pk)
    assert (case.more["tier"], case.more["tier_by"]) == ("grid", str(DAY + timedelta(days=3)))
    do(case, "move_up", group.actor, lead=committee.unit.pk, reason="小组调不成")
    assert case.more["tier"] == "village"


def test_the_last_tier_has_none_above() -> None:
    one = mediating()
    one.case = replace(one.case, matter="1702", more=one.case.more | {"tier": "judicial"})
    assert not one.does("move_up", lead=12, reason="没有用")
    one.case = replace(one.case, more=one.case.more | {"tier": "town"})
    assert one.does("move_up", lead=12, reason="换一级")


# ── appointments ──────────────────────────────────────────────────────────────────────────────────────────

LATER = (date.fromisoformat(TODAY) + timedelta(days=3)).isoformat()
MEET: dict[str, Any] = {"meet_on": LATER, "meet_at": "09:30", "how": "visit", "place": "社区调解室", "sitting": "joint"}


@pytest.mark.parametrize(
    "changes",
    [
        {"meet_at": "9点"},
        {"meet_at": "25:00"},
        {"place": ""},
        {"invited": "1、9"},
        {"invited": "李大华"},
        {"meet_on": "2020-01-01"},
    ],
)
def test_what_cannot_be_kept_is_not_arranged(changes: dict[str, str]) -> None:
    one = mediating()
    assert not one.does("arrange", **(MEET | {"invited": "1、2"} | changes))
    assert one.does("arrange", **(MEET | {"invited": "1、2"}))


def test_a_session_is_arranged_held_or_called_off() -> None:
    one = mediating()
    assert not one.does("call_off", meeting="1", reason="病了")
    assert one.does("arrange", **(MEET | {"meet_on": TODAY, "invited": "1、2、3"}))
    assert one.does("arrange", **(MEET | {"how": "phone", "place": "", "sitting": "separate", "invited": "2"}))
    assert one.does("sit_together", held_on=TODAY, how="visit", openness="closed", minutes="谈了")
    assert one.does("call_off", meeting="2", reason="病了")
    assert not one.does("call_off", meeting="2", reason="病了")
    assert [(each["state"], each["parties"]) for each in one.case.more["meetings"]] == [
        ("held", [1, 2, 3]),
        ("off", [2]),
    ]


# ── instalments ───────────────────────────────────────────────────────────────────────────────────────────


def test_days_are_spread_evenly_up_to_the_last() -> None:
    first = date(2026, 3, 1)
    assert meetings.spread(first, date(2026, 3, 31), 3) == [date(2026, 3, 11), date(2026, 3, 21), date(2026, 3, 31)]


@pytest.mark.parametrize("typed", ["2026-03-10", "2026-04-01、2026-03-10", "明天、后天"])
def test_days_that_do_not_fit_the_agreement_are_not_taken(typed: str) -> None:
    one = mediating()
    assert not one.does("agree_in_writing", **(AGREE | {"due_days": typed}))


def test_art_31_each_instalment_is_due_on_its_day_and_done_with_evidence() -> None:
    one: Dispute = effective()
    first, last = (each["due_on"] for each in one.case.more["plan"])
    assert one.case.more["next_due"] == first
    clock = one.case.clock("perform", subject="1")
    assert clock is not None
    one.now = clock.due_at + timedelta(minutes=1)
    one.tick()
    assert one.case.light == "red"
    today = one.now.date().isoformat()
    assert not one.does("instalment", done_on=today)
    assert one.does("instalment", done_on=today, receipt="转账回单")
    assert (one.case.more["next_due"], one.case.light) == (last, "green")


def test_each_of_two_instalments_that_lapse_gives_its_own_alert_and_once(cast: Cast, committee: Committee) -> None:
    case, mediator = brought(applied(cast), cast, committee, "mediating"), committee.mediator.actor
    days, today = "2026-03-10、2026-03-31", AT.date().isoformat()
    do(
        case,
        "agree_in_writing",
        mediator,
        scope="all",
        terms=TERMS,
        perform_by="2026-03-31",
        instalments=2,
        due_days=days,
    )
    for party in (1, 2):
        do(case, "sign", mediator, party=party, signed_on=today, how="paper")
    do(case, "seal", mediator, sealed_on=today)
    first, second = (Clock.objects.get(case=case, kind="perform", subject=n) for n in "12")
    for clock in (first, second):
        for minutes in (1, 1, 2):  # the job is run again, and again a minute later
            run_clocks(at=clock.due_at + timedelta(minutes=minutes))
    late = Step.objects.filter(case=case, action="overdue", form__clock__startswith="perform").order_by("number")
    assert [step.form["clock"].rpartition(":")[2] for step in late] == ["1", "2"]
    told = Notice.objects.filter(posting_id=committee.mediator.posting.pk, kind="overdue").order_by("pk")
    assert ["2026-03-10" in one.body for one in told] == [True, False]  # which of the two it is
    after = second.due_at + timedelta(days=1)
    left = []
    for part in (1, 2):
        do(case, "instalment", mediator, after, done_on=after.date().isoformat(), receipt=f"第 {part} 期的收条")
        left.append([clock.subject for clock in case.clocks.filter(kind="perform", stopped_at=None)])
    assert left == [["2"], [""]]  # after the last, until the case is closed
    assert replays(case)


def test_the_clock_job_says_that_an_instalment_is_due_and_overdue(cast: Cast, committee: Committee) -> None:
    case = brought(applied(cast), cast, committee, "effective")
    clock = Clock.objects.get(case=case, kind="perform")
    for at in (clock.warn_at, clock.due_at + timedelta(minutes=1), clock.due_at + timedelta(minutes=2)):
        run_clocks(at=at)
    told = Step.objects.filter(case=case, action__in=["remind", "overdue"], form__clock__startswith="perform")
    assert list(told.order_by("number").values_list("action", flat=True)) == ["remind", "overdue"]
    assert Case.objects.get(pk=case.pk).light == "red"
