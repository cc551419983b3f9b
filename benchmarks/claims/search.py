"""The search box: two signs, an address, a number, a telephone, a public code."""

from functools import partial
from urllib.parse import urlencode

from benchmarks.cast import askers
from benchmarks.desk import Clerk
from benchmarks.measures import Timed, in_database
from benchmarks.results import Result, percentile
from benchmarks.run import Run
from linli.cases.models import Case
from linli.cases.queries import phone_mark

ROLES = {"desk", "leader", "handler", "grid_chief"}


def measure(run: Run) -> list[Result]:
    """What the slowest of a hundred searches takes in the database, every statement of its page, by what was typed."""
    clerks = [(asker.words, Clerk(asker)) for asker in askers() if asker.role in ROLES]
    clerks[0][1].get("/desk/search/")  # whoever asks first reads the templates
    results = []
    for what, typed in _typed().items():
        timed = [
            in_database(f"{words} {address}", partial(clerk.get, address), 3)
            for words, clerk in clerks
            for address in (f"/desk/search/?{urlencode(query)}" for query in typed)
        ]
        results.append(_result(run, what, timed))
    return results


def _typed() -> dict[str, list[dict[str, str]]]:
    """Of each kind a few: frequent, rare, and absent; and what is shown before anything is typed."""
    cases = [Case.objects.get(pk=pk) for pk in (7, 500, 2500)]
    return {
        "nothing typed": [{}, {"source": "phone"}, {"matter": cases[0].matter.code}],
        "two signs": [{"q": word} for word in ("井盖", "噪声", "龘龘")],
        "address": [{"q": case.address} for case in cases],
        "number": [{"q": case.no} for case in cases],
        "public code": [{"q": case.public_code} for case in cases],
        "telephone": [{"phone": phone_mark(number)} for number in ("13800000042", "13912345678")],
    }


def _result(run: Run, what: str, timed: list[Timed]) -> Result:
    ms = [one for each in timed for one in each.ms]
    slowest = sorted(timed, key=lambda each: -each.worst)
    if run.profile:
        for each in slowest[:5]:
            run.say(f"{each.worst:9.1f} ms  {each.what}")
    note = f"median {percentile(ms, 0.5):.1f}; worst {slowest[0].worst:.0f} ms: {slowest[0].what}"
    return Result(f"search: {what}, p99", run.size, percentile(ms, 0.99), "ms", goal="value < 50", note=note)
