"""A desk's action through HTTP with its session, beside pgbench writing the same rows in one statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from benchmarks.cast import Asker, ground
from benchmarks.claims.intake import columns_of, is_unsafe
from benchmarks.desk import Clerk
from benchmarks.results import Result, not_measured, percentile
from benchmarks.run import Run
from benchmarks.serving import Load, load, pgbench_warm, post, server
from linli.areas.access import actor_of
from linli.areas.models import Posting
from linli.areas.rules import SYSTEM
from linli.cases.actions import Report, act, open_case
from linli.cases.models import Case
from linli.matters.queries import active

CLAIM = "dispatch: a desk's action through HTTP"
#: In turns, so many cases by HTTP and as many by pgbench: what the machine does beside falls on both alike.
ROUNDS, COUNT = 4, 320
#: Before them so many that do not count: connections learn the tables and make their plans. The web server's stay,
#: those of pgbench are new in every turn.
WARM = 160


@dataclass
class _Waiting:
    """Cases that wait to be dispatched, whose desk it is, and to whom they go; and the first that was dispatched."""

    cases: list[int]
    posting: Posting
    lead: int
    pattern: int

    def take(self, count: int) -> list[int]:
        """The next so many, which wait no longer."""
        taken, self.cases[:count] = self.cases[:count], []
        return taken


def measure(run: Run) -> list[Result]:
    """Dispatches a second; with fsync, or not at all."""
    if is_unsafe():
        return [not_measured(CLAIM, run.size, "fsync is off on this server")]
    waiting = _prepared((WARM + ROUNDS * COUNT) + ROUNDS * (WARM + COUNT))
    clerk = Clerk(Asker("community", busy=True, role="desk", posting=waiting.posting))
    runs, limits = list[Load](), list[float]()
    with server(run.url) as web:
        load(web.port, list(_requests(clerk, waiting, waiting.take(WARM))), 120)
        script = _copying(waiting)
        for _ in range(ROUNDS):
            runs.append(load(web.port, list(_requests(clerk, waiting, waiting.take(COUNT))), 120))
            limits.append(pgbench_warm(run.url, script, warm=WARM // 8, each=COUNT // 8))
    return _results(run, runs, sum(limits) / ROUNDS)


def _results(run: Run, runs: list[Load], limit: float) -> list[Result]:
    ms = [one for each in runs for one in each.ms]
    rate = len(ms) / sum(each.seconds for each in runs)
    refused = sum(count for each in runs for status, count in each.statuses.items() if status != HTTPStatus.FOUND)
    note = f"median {percentile(ms, 0.5):.1f} ms; {refused} not done"
    return [
        Result(CLAIM, run.size, rate, "/s", limit, rate / limit, "ratio >= 0.2", note=note),
        Result("dispatch: p99 of an answer", run.size, percentile(ms, 0.99), "ms", goal="value < 80", note=note),
    ]


def _prepared(count: int) -> _Waiting:
    """So many cases reported and accepted by our own actions, in the busiest community."""
    community = ground("community", busy=True)
    joined = Posting.objects.select_related("user", "unit__area", "role", "ground")
    posting = joined.filter(ground__code=community, role__code="desk").order_by("pk")[0]
    matter = active().filter(first_level__in=["community", "grid"], is_public=True)[0]
    cases = []
    for number in range(count):
        report = Report("phone", matter.code, f"第 {number} 件，等着派遣", "人民路1号", ground_code=community)
        case = open_case(report=report, by=SYSTEM, at=timezone.now(), key=uuid4())
        act(case.pk, "accept", by=actor_of(posting), at=timezone.now(), form={}, key=uuid4())
        cases.append(case.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.unit_id FROM bench.lead l JOIN areas_unit u ON u.id = l.unit_id"
            " WHERE l.community = %s AND u.kind = 'department' ORDER BY 1 LIMIT 1",
            [community],
        )
        (lead,) = cursor.fetchone()
    return _Waiting(cases, posting, lead, pattern=cases[0])


def _requests(clerk: Clerk, waiting: _Waiting, cases: list[int]) -> Iterator[bytes]:
    token = "a" * 32
    cookies = f"Cookie: sessionid={clerk.session}; csrftoken={token}\r\n"
    for case in cases:
        form = {"csrfmiddlewaretoken": token, "key": str(uuid4()), "lead": str(waiting.lead)}
        path = f"/desk/cases/{case}/do/dispatch/"
        yield post(path, urlencode(form).encode(), "application/x-www-form-urlencoded", cookies)


_PARTS = ("cases_clock", "cases_step", "cases_assignment", "audit_entry", "notices_notice")


def _copying(waiting: _Waiting) -> str:
    """A pgbench script that dispatches the next waiting case as the first one was dispatched, each once."""
    pattern, left = waiting.pattern, waiting.take(ROUNDS * (WARM + COUNT))
    step = Case.objects.get(pk=pattern).steps.get(action="dispatch")
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS bench.waiting; DROP SEQUENCE IF EXISTS bench.turn; CREATE SEQUENCE bench.turn"
        )
        cursor.execute(
            "CREATE TABLE bench.waiting AS SELECT * FROM unnest(%s::bigint[]) WITH ORDINALITY w (id, n)", [left]
        )
        cursor.execute("CREATE UNIQUE INDEX ON bench.waiting (n); ANALYZE bench.waiting")
        for table, belongs in {
            "cases_clock": f"case_id = {pattern} AND number > 2",
            "cases_step": f"id = {step.pk}",
            "cases_assignment": f"case_id = {pattern}",
            "audit_entry": f"id = (SELECT max(id) FROM audit_entry WHERE subject_id = '{step.case.no}')",
            "notices_notice": f"dedupe LIKE 'step:{step.pk}:%%'",
        }.items():
            cursor.execute(f"DROP TABLE IF EXISTS bench.as_{table}")
            cursor.execute(f"CREATE TABLE bench.as_{table} AS SELECT * FROM {table} WHERE {belongs}", [])
    changed = ("state", "lead_unit_id", "due_at", "warn_at", "row_version", "light", "answerable_unit_id")
    sets = ", ".join(f"{column} = pattern.{column}" for column in changed)
    parts = [
        f"new_{table} AS (INSERT INTO {table} ({', '.join(columns_of(table))})"
        f" SELECT {', '.join(_ANEW.get(c, f'given.{c}') for c in columns_of(table))} FROM turn, bench.as_{table} given)"
        for table in _PARTS
    ]
    return (
        "WITH turn AS MATERIALIZED (SELECT id FROM bench.waiting WHERE n = (SELECT nextval('bench.turn'))),"
        f" changed AS (UPDATE cases_case c SET {sets} FROM turn, cases_case pattern"
        f" WHERE c.id = turn.id AND pattern.id = {pattern}),"
        " stopped AS (UPDATE cases_clock c SET stopped_at = now(), met = true FROM turn"
        " WHERE c.case_id = turn.id AND c.number = 2),"
        f" {', '.join(parts)} SELECT id FROM turn;\n"
    )


_ANEW = {"case_id": "turn.id", "key": "gen_random_uuid()", "dedupe": "'copy:' || gen_random_uuid()"}
