"""When a code may be sent, and when it holds; no database."""

from datetime import UTC, datetime, timedelta

import pytest

from linli.work.disputes.rules.confirming import Standing, is_dead, takes_texts, wait_until, wrong

AT = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)


def ago(*minutes: float) -> list[datetime]:
    return [AT - timedelta(minutes=one) for one in minutes]


@pytest.mark.parametrize(
    ("last", "sent", "until"),
    [
        (None, [], None),
        (0.5, [0.5], AT + timedelta(seconds=30)),
        (1, [1], None),
        (1, [1, 2, 3, 4], None),
        (1, [1, 2, 3, 4, 5], AT + A_DAY - timedelta(minutes=5)),
        (1, [1, 2, 3, 4, 24 * 60], None),
        (0.5, [], AT + timedelta(seconds=30)),  # the gateway did not take it: it waits, and is none of the five
    ],
)
def test_one_a_minute_and_five_in_any_day(last: float | None, sent: list[float], until: datetime | None) -> None:
    assert wait_until(ago(last)[0] if last else None, ago(*sent), AT) == until


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (None, "请先按"),
        (Standing("a", AT, 0, is_used=False), ""),
        (Standing("a", AT - timedelta(seconds=599), 4, is_used=False), ""),
        (Standing("a", AT - timedelta(seconds=600), 0, is_used=False), "过了 10 分钟"),
        (Standing("a", AT, 5, is_used=False), "输错了"),
        (Standing("a", AT, 0, is_used=True), "用过了"),
        (Standing("b", AT, 0, is_used=False), "换过了"),
    ],
)
def test_a_code_is_dead_when_it_is_old_worn_used_or_for_another_paper(code: Standing | None, word: str) -> None:
    said = is_dead(code, "a", AT)
    assert word in said
    assert bool(said) is bool(word)


def test_the_tries_that_are_left_are_said() -> None:
    assert wrong(1) == "验证码不对，还可以再试 4 次"
    assert wrong(5) == "输错了 5 次，请重新发"


@pytest.mark.parametrize(
    ("phone", "takes"),
    [("13912345678", True), ("19912345678", True), ("1062345678", False), ("12345678901", False), ("", False)],
)
def test_only_a_mobile_telephone_takes_texts(phone: str, takes: bool) -> None:  # noqa: FBT001 - a table
    assert takes_texts(phone) is takes
