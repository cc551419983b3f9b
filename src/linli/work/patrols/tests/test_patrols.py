"""A desk writes a checklist, each grid gets its task when its turn comes, a grid worker answers it item by item."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast, new_area
from tests.stories import load_catalogue, reported

from linli.accounts.audit.models import Entry
from linli.areas.rules import BadForm, KeyConflict, Level, NotAllowed, Refused
from linli.cases.actions import open_case
from linli.cases.models import Case
from linli.work.patrols import queries
from linli.work.patrols.actions import answer, arise_all, change_checklist, end_checklist, write_checklist
from linli.work.patrols.models import Answer, Checklist, Picture, Task
from linli.work.patrols.rules import Reply, Wording

TODAY = AT.date()  # a Wednesday


def a_wording(**changes: object) -> Wording:
    told: dict[str, object] = {
        "title": "消防通道周查",
        "items": ("消防通道有没有堵", "灭火器是否有效"),
        "rhythm": "weekly",
        "from_on": TODAY,
    }
    return Wording(**(told | changes))  # type: ignore[arg-type]  # named as in each test


def written(cast: Cast, **changes: object) -> Checklist:
    return write_checklist(a_wording(**changes), by=cast.community_desk.actor, at=AT, key=uuid4())


def fine(item: str) -> Reply:
    return Reply(item=item, verdict="fine")


def found(item: str, note: str = "通道停了三轮车", **more: object) -> Reply:
    return Reply(item=item, verdict="found", note=note, **more)  # type: ignore[arg-type]  # named as in each test


def mine(cast: Cast) -> queries.Patrol:
    [patrol] = queries.patrols_for(cast.grid_worker.actor, AT)
    return patrol


def test_a_checklist_gives_every_grid_of_the_ground_a_task(cast: Cast) -> None:
    made = written(cast)
    tasks = list(Task.objects.order_by("grid").values_list("grid", "from_on", "due_on"))
    week = (TODAY, date(2026, 3, 8))  # the Sunday of that week
    assert tasks == [(cast.areas.grid.code, *week), (cast.areas.other_grid.code, *week)]
    assert (made.unit, made.community) == (cast.units.community_desk, cast.areas.community.code)


def test_it_may_be_for_some_grids_only(cast: Cast) -> None:
    written(cast, grids=(cast.areas.other_grid.code,))
    assert queries.patrols_for(cast.grid_worker.actor, AT) == []
    assert len(queries.patrols_for(cast.other_grid_worker.actor, AT)) == 1


def test_tasks_arise_once_a_turn_however_often_the_clock_strikes(cast: Cast) -> None:
    written(cast)
    assert arise_all(at=AT) == 0
    next_week = AT + timedelta(days=7)
    assert arise_all(at=next_week) == 2
    assert arise_all(at=next_week + timedelta(hours=1)) == 0
    assert [patrol.from_on for patrol in queries.patrols_for(cast.grid_worker.actor, next_week)] == [date(2026, 3, 9)]


def test_a_grid_drawn_later_gets_its_task_too(cast: Cast) -> None:
    written(cast)
    new_area(code=f"{cast.areas.community.code}003", level=Level.GRID, parent=cast.areas.community)
    assert arise_all(at=AT) == 1


def test_the_worker_of_the_grid_answers_and_it_is_done_when_every_item_is(cast: Cast) -> None:
    written(cast)
    task = mine(cast).id
    answer(task, [fine("1")], by=cast.grid_worker.actor, at=AT, key=uuid4())
    assert (mine(cast).answered, mine(cast).done_at) == (1, None)
    later = AT + timedelta(hours=1)
    answer(task, [found("2", "过期了")], by=cast.grid_worker.actor, at=later, key=uuid4())
    assert [item.verdict for item in mine(cast).items] == ["fine", "found"]
    assert (mine(cast).items[1].note, mine(cast).done_at) == ("过期了", later)


def test_nobody_answers_for_another_grid(cast: Cast) -> None:
    written(cast, grids=(cast.areas.grid.code,))
    task = mine(cast).id
    for other in (cast.other_grid_worker, cast.community_desk, cast.handler, cast.stranger):
        with pytest.raises(NotAllowed):
            answer(task, [fine("1")], by=other.actor, at=AT, key=uuid4())
    with pytest.raises(NotAllowed):
        answer(task + 1, [fine("1")], by=cast.grid_worker.actor, at=AT, key=uuid4())
    assert not Answer.objects.exists()
    assert queries.patrol(task, cast.other_grid_worker.actor) is None
    assert queries.patrol(task, cast.handler.actor) is None
    assert queries.patrol(task, cast.grid_worker.actor) == mine(cast)


def test_sent_again_an_answer_changes_nothing(cast: Cast) -> None:
    written(cast)
    task, key = mine(cast).id, uuid4()
    for later in range(2):
        answer(task, [fine("1"), found("2")], by=cast.grid_worker.actor, at=AT + timedelta(hours=later), key=key)
    assert Answer.objects.count() == 2
    assert mine(cast).done_at == AT
    with pytest.raises(KeyConflict):
        answer(task, [fine("1"), fine("2")], by=cast.grid_worker.actor, at=AT, key=key)
    assert Entry.objects.filter(verb="patrol.answer").count() == 1


def test_of_two_who_were_offline_each_keeps_the_own_words(cast: Cast) -> None:
    written(cast)
    task = mine(cast).id
    answer(task, [found("1", "堵了"), fine("2")], by=cast.grid_worker.actor, at=AT, key=uuid4())
    answer(task, [fine("1"), found("2", "少一个")], by=cast.grid_chief.actor, at=AT, key=uuid4())
    assert [(item.verdict, item.note) for item in mine(cast).items] == [("found", "堵了"), ("found", "少一个")]


@pytest.mark.parametrize(
    ("replies", "field"),
    [
        ([], ""),
        ([fine("3")], "3"),
        ([found("1", " ")], "1"),
        ([found("1", "字" * 301)], "1"),
        ([fine("1"), found("1")], ""),
    ],
)
def test_what_cannot_be_answered_is_said_beside_the_item(cast: Cast, replies: list[Reply], field: str) -> None:
    written(cast)
    with pytest.raises(BadForm) as wrong:
        answer(mine(cast).id, replies, by=cast.grid_worker.actor, at=AT, key=uuid4())
    assert set(wrong.value.errors) == {field}
    assert not Answer.objects.exists()


def test_a_finding_leads_to_its_report_whichever_arrives_first(cast: Cast) -> None:
    load_catalogue(cast)
    written(cast)
    key = uuid4()
    answer(mine(cast).id, [found("1", "", report=key)], by=cast.grid_worker.actor, at=AT, key=uuid4())
    assert mine(cast).items[0].findings[0].case is None
    case = reported_with(key, cast)
    assert mine(cast).items[0].findings[0].case == case.pk
    task = mine(cast).id
    assert case.no  # a neighbour who may see neither learns nothing of it
    assert queries.patrol(task, cast.stranger.actor) is None


def reported_with(key: object, cast: Cast) -> Case:
    from tests.stories import a_report

    return open_case(report=a_report(), by=cast.grid_worker.actor, at=AT, key=key)  # type: ignore[arg-type]  # it is a UUID


def test_only_a_desk_of_a_town_or_a_community_writes_for_its_own_ground(cast: Cast) -> None:
    for other in (cast.county_desk, cast.grid_worker, cast.handler, cast.leader, cast.admin):
        with pytest.raises(NotAllowed):
            write_checklist(a_wording(), by=other.actor, at=AT, key=uuid4())
    town = write_checklist(a_wording(), by=cast.town_desk.actor, at=AT, key=uuid4())
    assert Task.objects.filter(checklist=town).count() == 2


def test_a_neighbour_neither_changes_nor_ends_nor_sees_it(cast: Cast) -> None:
    made = written(cast)
    for other in (cast.other_town_desk, cast.stranger, cast.grid_worker):
        with pytest.raises(NotAllowed):
            change_checklist(made.pk, a_wording(title="别的"), by=other.actor, at=AT)
        with pytest.raises(NotAllowed):
            end_checklist(made.pk, by=other.actor, at=AT)
        assert not queries.checklists(other.actor).exists()
    assert list(queries.checklists(cast.town_desk.actor)) == [made]


def test_written_twice_with_one_key_it_is_one(cast: Cast) -> None:
    key, desk = uuid4(), cast.community_desk.actor
    first = write_checklist(a_wording(), by=desk, at=AT, key=key)
    assert write_checklist(a_wording(), by=desk, at=AT, key=key) == first
    with pytest.raises(KeyConflict):
        write_checklist(a_wording(title="别的"), by=desk, at=AT, key=key)
    assert (Checklist.objects.count(), Task.objects.count()) == (1, 2)


def test_a_change_is_for_the_turns_to_come(cast: Cast) -> None:
    made = written(cast)
    for _ in range(2):
        change_checklist(made.pk, a_wording(items=("只看这一项",)), by=cast.community_desk.actor, at=AT)
    assert len(mine(cast).items) == 2
    next_week = AT + timedelta(days=7)
    arise_all(at=next_week)
    assert [item.text for item in queries.patrols_for(cast.grid_worker.actor, next_week)[0].items] == ["只看这一项"]
    assert Entry.objects.filter(verb="patrol.change").count() == 1


def test_ended_it_leaves_the_phones_but_an_answer_under_way_still_arrives(cast: Cast) -> None:
    made, later = written(cast), AT + timedelta(days=7)
    task = mine(cast).id
    for _ in range(2):
        end_checklist(made.pk, by=cast.community_desk.actor, at=AT)
    assert queries.patrols_for(cast.grid_worker.actor, AT) == []
    assert arise_all(at=later) == 0
    answer(task, [fine("1")], by=cast.grid_worker.actor, at=later, key=uuid4())
    assert Answer.objects.count() == 1
    assert Entry.objects.filter(verb="patrol.end").count() == 1
    with pytest.raises(Refused):
        change_checklist(made.pk, a_wording(), by=cast.community_desk.actor, at=AT)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "字" * 61}, "title"),
        ({"items": ()}, "items"),
        ({"items": ("项",) * 31}, "items"),
        ({"items": ("字" * 121,)}, "items"),
        ({"rhythm": "yearly"}, "rhythm"),
        ({"rhythm": "once"}, "until_on"),
        ({"until_on": TODAY - timedelta(days=1)}, "until_on"),
        ({"grids": ("990102001001001",)}, "grids"),
    ],
)
def test_what_cannot_be_written_is_said_beside_the_field(cast: Cast, changes: dict[str, object], field: str) -> None:
    with pytest.raises(BadForm) as wrong:
        written(cast, **changes)
    assert set(wrong.value.errors) == {field}


def test_what_nobody_did_stays_until_the_next_turn_and_what_is_done_until_its_end(cast: Cast) -> None:
    written(cast, rhythm="once", until_on=TODAY)
    tomorrow = AT + timedelta(days=1)
    assert len(queries.patrols_for(cast.grid_worker.actor, tomorrow)) == 1
    answer(mine(cast).id, [fine("1"), fine("2")], by=cast.grid_worker.actor, at=tomorrow, key=uuid4())
    assert queries.patrols_for(cast.grid_worker.actor, tomorrow) == []
    assert len(queries.patrols_for(cast.other_grid_worker.actor, AT + timedelta(days=31))) == 1
    assert queries.patrols_for(cast.other_grid_worker.actor, AT + timedelta(days=32)) == []


def test_each_deed_is_in_the_journal_and_no_person_in_the_rows(cast: Cast) -> None:
    written(cast)
    answer(mine(cast).id, [fine("1")], by=cast.grid_worker.actor, at=AT, key=uuid4())
    lines = Entry.objects.filter(verb__startswith="patrol.").order_by("pk").values_list("verb", "posting_id")
    desk, worker = cast.community_desk.posting.pk, cast.grid_worker.posting.pk
    assert list(lines) == [("patrol.write", desk), ("patrol.arise", None), ("patrol.answer", worker)]
    links = {field.name for model in (Task, Answer, Picture) for field in model._meta.get_fields() if field.is_relation}
    assert links == {"checklist", "answers", "task", "pictures", "answer", "file"}


def test_progress_counts_grids_never_people(cast: Cast) -> None:
    made = written(cast)
    answer(mine(cast).id, [fine("1"), found("2")], by=cast.grid_worker.actor, at=AT, key=uuid4())
    turn = queries.turns([made.pk])[made.pk]
    assert (turn.grids, turn.done, queries.days_of_turns(made)) == (2, 1, [TODAY])
    rows = queries.progress(made, TODAY, cast.community_desk.actor)
    assert [(row.grid, row.answered, row.found) for row in rows] == [
        (cast.areas.grid.code, 2, 1),
        (cast.areas.other_grid.code, 0, 0),
    ]


def test_many_cost_no_more_queries_than_few(cast: Cast) -> None:
    load_catalogue(cast)
    reported()
    costs = []
    for _ in range(2):
        for _each in range(3):
            written(cast)
        for patrol in queries.patrols_for(cast.grid_worker.actor, AT):
            answer(patrol.id, [found("1", report=uuid4())], by=cast.grid_worker.actor, at=AT, key=uuid4())
        with CaptureQueriesContext(connection) as counted:
            queries.patrols_for(cast.grid_worker.actor, AT)
        costs.append(len(counted))
    assert costs == [5, 5]  # tasks, names of grids, answers, their photos, cases


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE patrols_task SET due_on = from_on - 1", "patrols_task_period"),
        ("UPDATE patrols_checklist SET until_on = from_on - 1", "patrols_checklist_period"),
        ("UPDATE patrols_checklist SET rhythm = 'once'", "patrols_once_is_due_some_day"),
    ],
)
def test_the_database_refuses_what_cannot_be(cast: Cast, statement: str, name: str) -> None:
    written(cast)
    with pytest.raises(Exception, match=name), connection.cursor() as cursor:
        cursor.execute(statement)
