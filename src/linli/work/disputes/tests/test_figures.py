"""Figures of mediation are counted as things stand, and published so that nobody is behind a small number."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import AT, Cast
from tests.counting import statements
from tests.stories import do, load_catalogue

from linli.work.disputes import queries
from linli.work.disputes.rules.figures import COLUMNS, FEWEST, SUMS, published, with_total
from linli.work.disputes.tests.stories import TERMS, applied, brought, found_committee

NAMES = [name for name, _title in COLUMNS]
DAY = AT.date()


def test_every_dispute_is_counted_where_it_stands(cast: Cast) -> None:
    load_catalogue(cast)
    committee = found_committee(cast)
    applied(cast)
    brought(applied(cast, started_by="application"), cast, committee, "performed")
    oral = brought(applied(cast), cast, committee, "mediating")
    told = {"scope": "all", "terms": TERMS, "agreed_on": DAY.isoformat(), "perform_by": "2026-03-31"}
    do(oral, "agree_orally", committee.mediator.actor, None, **told)
    declined = applied(cast, started_by="committee")
    do(declined, "screen", cast.community_desk.actor, nature="civil", lead=committee.unit.pk)
    do(declined, "decline", committee.mediator.actor, party=2, how="phone", remedy="可以起诉")
    county = cast.areas.county.code
    found = queries.figures("county", county, DAY, DAY)
    assert [*found] == ["1702"]
    assert dict(zip(NAMES, found["1702"].counts, strict=True)) == {
        "entered": 4,
        "application": 3,
        "committee": 1,
        "entrusted": 0,
        "accepted": 3,
        "settled": 2,
        "written": 1,
        "oral": 1,
        "performed": 1,
        "confirmed": 0,
        "ended": 1,
        "open": 2,
    }
    assert queries.figures("county", county, DAY + timedelta(days=1), DAY + timedelta(days=9)) == {}
    assert queries.figures("town", cast.other_town_desk.posting.ground.code, DAY, DAY) == {}
    with statements() as sent:
        queries.figures("county", county, DAY, DAY)
    assert len(sent) == 1


def a_row(parts: list[int]) -> list[int]:
    """A row in which sums are sums."""
    row = dict(zip(NAMES, parts, strict=True))
    row |= {whole: sum(row[one] for one in those) for whole, those in SUMS.items()}
    return [row[name] for name in NAMES]


ROWS = st.lists(
    st.lists(st.integers(0, 12), min_size=len(NAMES), max_size=len(NAMES)).map(a_row), min_size=1, max_size=6
)


@given(ROWS)
@settings(max_examples=150, deadline=None)
def test_no_small_number_is_published_and_none_can_be_worked_out(rows: list[list[int]]) -> None:
    table = with_total(rows)
    shown = published(table)
    sums = [[line[c] for line in shown] for c in range(len(NAMES))]
    sums += [[line[NAMES.index(one)] for one in (whole, *those)] for line in shown for whole, those in SUMS.items()]
    assert all(cells.count(None) != 1 for cells in sums)
    for line, true in zip(shown, table, strict=True):
        for n, real in zip(line, true, strict=True):
            assert n is None or n == real
            assert n is None or n == 0 or n >= FEWEST
            assert real != 0 or n == 0


def test_a_table_without_small_numbers_is_published_whole() -> None:
    table = with_total([[10] * len(NAMES), [0] * len(NAMES)])
    assert published(table) == table
