"""The inbox: each list, at every level, on the busiest and the emptiest ground, first page and page 1000, filtered."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from benchmarks.cast import Asker, askers
from benchmarks.desk import PAGE_STATEMENTS, Clerk, settle
from benchmarks.measures import Timed, again, by_psql, in_database
from benchmarks.results import Result, percentile
from benchmarks.run import Run
from linli.cases.queries import LISTS

#: A key in the middle of the 36 months: page 1000, or beyond, wherever there are so many.
FAR = timedelta(days=-548)
#: What is sorted by what is due goes the other way: keys amidst what is there.
FAR_OF = {"due_soon": timedelta(days=3), "overdue": timedelta(days=-30)}
FILTERS = ("?source=phone", "?urgency=urgent")


def measure(run: Run) -> list[Result]:
    """What the slowest of a hundred pages takes in the database; beside it the same statements by psql."""
    settle()
    timed = list(_pages(run, timezone.now()))
    asked = [each for each in timed if each.statements]
    ms = [one for each in asked for one in each.ms]
    whole = [one for each in timed for one in each.whole_ms]
    run.say("psql")
    plain = by_psql(run.url, [each.statements for each in asked])
    slowest = sorted(timed, key=lambda each: -each.worst)
    if run.profile:
        for each in slowest[:20]:
            run.say(f"{each.worst:9.1f} ms  {each.what}")
        for each in sorted(timed, key=lambda each: -max(each.whole_ms))[:20]:
            run.say(f"{max(each.whole_ms):9.1f} ms  the page of {each.what}, {each.ms[0]:.1f} of it its own statement")
    p99, limit = percentile(ms, 0.99), percentile(plain, 0.99)
    note = f"{len(asked)} pages, median {percentile(ms, 0.5):.1f}; worst {slowest[0].worst:.0f} ms: {slowest[0].what}"
    slow = max(timed, key=lambda each: max(each.whole_ms))
    page_note = f"median {percentile(whole, 0.5):.0f}; worst {max(slow.whole_ms):.0f} ms: {slow.what}"
    return [
        Result("lists: database, p99", run.size, p99, "ms", limit, p99 / limit, "value < 10", note=note),
        Result("lists: whole page, p99", run.size, percentile(whole, 0.99), "ms", goal="value < 100", note=page_note),
    ]


def _pages(run: Run, at: datetime) -> Iterator[Timed]:
    """Every page once, and its statements once more. Where a list is none of a posting's, nothing is asked at all."""
    for asker in askers():
        run.say(asker.words)
        clerk = Clerk(asker)
        clerk.get("/desk/lists/to_accept/")  # whoever asks first reads the templates
        for name in LISTS:
            first = _page(asker, clerk, name, "")
            yield first
            if first.statements:
                far = at + FAR_OF.get(name, FAR)
                yield _page(asker, clerk, name, f"?older_than={int(far.timestamp() * 1_000_000)}-1", "page 1000")
                for words in FILTERS:
                    yield _page(asker, clerk, name, words, words)


def _page(asker: Asker, clerk: Clerk, name: str, words: str, said: str = "") -> Timed:
    ask = partial(clerk.get, f"/desk/lists/{name}/{words}")
    found = in_database(f"{asker.words} {name} {said}".rstrip(), ask, 1, PAGE_STATEMENTS)
    return again(found) if found.statements else found
