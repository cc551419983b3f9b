"""Auditors read the journal of their ground, and have it verified."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as project
from django.test import Client
from tests.cast import AT, Cast

from linli.accounts.audit import actions as audit
from linli.areas.actions import people
from linli.cases import processes
from linli.web.desk.journal.words import SUBJECTS, VERBS

PAGE = "/desk/journal/"


@pytest.fixture
def desk(client: Client, cast: Cast, settings, tmp_path) -> Client:
    """The auditor at work."""
    settings.STATE_DIR = tmp_path
    people.end_posting(cast.handler.posting.pk, AT.date(), by=cast.admin.actor, at=AT)
    audit.record("contact.reveal", "case", "990101-7", by=cast.county_desk.actor, at=AT, purpose="回访核实")
    audit.record("contact.reveal", "case", "990102-9", by=cast.stranger.actor, at=AT, purpose="邻县的事")
    client.force_login(cast.auditor.user)
    return client


def text(desk: Client, query: str = "") -> str:
    return desk.get(PAGE + query).content.decode()


def test_an_auditor_reads_who_did_what_to_what_and_what_for(desk: Client):
    shown = text(desk)
    assert "结束岗位" in shown
    assert "回访核实" in shown
    assert "990101-7" in shown


def test_the_journal_of_another_county_is_not_shown(desk: Client):
    assert "邻县的事" not in text(desk)


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?who=county_desk", "回访核实", "posting"),
        ("?subject=posting", "结束岗位：", "回访核实"),
        ("?verb=contact.reveal", "回访核实", "to_on"),
        ("?subject=case&subject_id=990101-7", "回访核实", "to_on"),
        ("?since=2026-03-04&until=2026-03-04", "回访核实", "zzz"),
        ("?since=2026-03-05", "没有这样的记录", "回访核实"),
        ("?until=2026-03-03", "没有这样的记录", "回访核实"),
    ],
)
def test_the_journal_is_narrowed(desk: Client, query: str, shown: str, hidden: str):
    rows = text(desk, query).partition("<tbody>")[2] or text(desk, query)
    assert shown.strip("：") in rows
    assert hidden not in rows.partition("</tbody>")[0]


def test_a_period_that_runs_backwards_is_said_beside_the_day(desk: Client):
    response = desk.get(f"{PAGE}?since=2026-03-05&until=2026-03-01")
    assert response.status_code == 422
    assert "id_until_error" in response.content.decode()


def test_the_journal_goes_on_by_key(desk: Client, cast: Cast):
    for number in range(230):
        audit.record("role.save", "role", f"r{number}", by=cast.admin.actor, at=AT)
    seen: list[int] = []
    url = f"{PAGE}?subject=role"
    while url:
        response = desk.get(url)
        seen += [row.entry.pk for row in response.context["rows"]]
        url = response.context["next_url"]
    assert len(seen) == len(set(seen))
    assert len(seen) >= 230
    assert seen == sorted(seen, reverse=True)


def test_the_journal_costs_as_many_queries_for_many_rows_as_for_few(
    desk: Client, cast: Cast, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30) as few:
        desk.get(PAGE)
    for player in cast.players.values():
        audit.record("role.save", "role", "x", by=player.actor, at=AT)
    with django_assert_max_num_queries(len(few)):
        desk.get(PAGE)


def test_the_verifier_says_that_the_journal_holds(desk: Client):
    assert "日志完好" in desk.post(PAGE).content.decode()


def test_without_the_permission_there_is_no_journal(client: Client, cast: Cast):
    for player in (cast.admin, cast.county_desk, cast.handler):
        client.force_login(player.user)
        assert client.get(PAGE).status_code == 404


def recorded() -> Iterator[tuple[str, str]]:
    """Verb and subject of every line that the code writes into the journal, where they are spelt out."""
    rooms = Path(project.ROOT, "src", "linli")
    for path in sorted(rooms.rglob("*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="audit"), attr="record"),
                    args=[ast.Constant(value=str(verb)), ast.Constant(value=str(subject)), *_],
                ):
                    yield verb, subject


def test_everything_that_is_recorded_has_words():
    lines = list(recorded())
    assert len(lines) > 50
    acts = {f"case.{action.name}" for name in processes.names() for action in processes.latest(name).action}
    assert {verb for verb, _ in lines} - VERBS.keys() - acts == set()
    assert {subject for _, subject in lines} - SUBJECTS.keys() == set()


def test_a_patrol_is_told_of_in_words(desk: Client, cast: Cast):
    audit.record("patrol.answer", "patrol", 7, by=cast.community_desk.actor, at=AT, detail={"items": 3, "found": 1})
    shown = text(desk, "?subject=patrol")
    assert "巡查任务" in shown
    assert "记下巡查结果" in shown
    assert "有问题：1，项数：3" in shown
