"""The inbox: each list, at every level, on the busiest and the emptiest ground, first page and page 1000, filtered."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from benchmarks.cast import askers
from benchmarks.desk import PAGE_STATEMENT, Clerk
from benchmarks.measures import Timed, by_psql, in_database
from benchmarks.results import Result, percentile
from benchmarks.run import Run
from linli.cases.queries import LISTS

#: A key in the middle of the 36 months: page 1000, or beyond, wherever there are so many.
FAR = timedelta(days=548)


def measure(run: Run) -> list[Result]:
    """What the slowest of a hundred pages takes in the database; beside it the same statements by psql."""
    timed = list(_pages(timezone.now()))
    ms = [one for each in timed for one in each.ms]
    whole = [one for each in timed for one in each.whole_ms]
    plain = by_psql(run.url, [each.statements[-1] for each in timed if each.statements])
    slowest = sorted(timed, key=lambda each: -each.worst)
    if run.profile:
        for each in slowest[:20]:
            run.say(f"{each.worst:9.1f} ms  {each.what}")
    p99, limit = percentile(ms, 0.99), percentile(plain, 0.99)
    note = f"{len(timed)} pages, median {percentile(ms, 0.5):.1f}; worst {slowest[0].worst:.0f} ms: {slowest[0].what}"
    slow = max(timed, key=lambda each: max(each.whole_ms))
    page_note = f"median {percentile(whole, 0.5):.0f}; worst {max(slow.whole_ms):.0f} ms: {slow.what}"
    return [
        Result("lists: database, p99", run.size, p99, "ms", limit, p99 / limit, "value < 10", note=note),
        Result("lists: whole page, p99", run.size, percentile(whole, 0.99), "ms", goal="value < 100", note=page_note),
    ]


def _pages(at: datetime) -> Iterator[Timed]:
    far = f"?older_than={int((at - FAR).timestamp() * 1_000_000)}-1"
    for asker in askers():
        clerk = Clerk(asker)
        for name in LISTS:
            for words in ("", far, "?source=phone", "?urgency=urgent"):
                address = f"/desk/lists/{name}/{words}"
                what = f"{asker.words} {name}{words if words != far else ' page 1000'}"
                yield in_database(what, partial(clerk.get, address), 2, PAGE_STATEMENT)
