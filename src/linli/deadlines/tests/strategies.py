"""What the property tests draw from: moments, limits, and a calendar that ends before the moments do."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from linli.deadlines.rules import SHANGHAI, Limit, TimeUnit
from linli.deadlines.seed import library_calendar

CALENDAR = library_calendar([2024, 2025, 2026])

FIRST, LAST = datetime(2023, 12, 25, tzinfo=UTC), datetime(2027, 1, 20, tzinfo=UTC)


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def limit_of(text: str) -> Limit:
    """The limit written as "5 工作日"."""
    amount, title = text.split()
    return Limit(Decimal(amount), TimeUnit.from_title(title))


zones = st.sampled_from([UTC, SHANGHAI, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")])
moments = st.builds(
    lambda seconds, microseconds, zone: (FIRST + timedelta(0, seconds, microseconds)).astimezone(zone),
    st.integers(0, (LAST - FIRST) // timedelta(seconds=1)),
    st.integers(0, 999_999),
    zones,
)
stretches = st.integers(0, 40 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))
amounts = st.integers(1, 80).map(lambda halves: Decimal(halves) / 2)
working_units = st.sampled_from([TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY])
second_units = st.sampled_from([unit for unit in TimeUnit if unit is not TimeUnit.CALENDAR_DAY])
whole_days = st.integers(1, 60).map(lambda days: Limit(Decimal(days), TimeUnit.CALENDAR_DAY))
# Limits whose end depends on nothing but seconds that run, and all limits that people write.
second_limits = st.builds(Limit, amounts, second_units)
limits = st.one_of(second_limits, whole_days)
