"""Every read of patrols that a face may use."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from linli.areas import queries as areas
from linli.areas.access import within
from linli.areas.rules import Actor
from linli.cases.queries import visible_to
from linli.deadlines.rules import SHANGHAI
from linli.work.patrols.models import Answer, Checklist, Picture, Task
from linli.work.patrols.rules import ANSWERS, WRITES, item_ids

#: How many tasks a phone shows at most, and for how long one that nobody did.
MOST, SHOWN_FOR = 200, timedelta(days=31)
_IN_ORDER = Picture.objects.order_by("answer_id", "number")


@dataclass(frozen=True)
class Finding:
    """What somebody found at an item; ``case`` where it became a report that the reader may see.

    ``photos`` are here; ``awaited`` more are still on a phone.
    """

    note: str
    report: UUID | None
    case: int | None = None
    case_no: str = ""
    photos: tuple[UUID, ...] = ()
    awaited: int = 0


@dataclass(frozen=True)
class Item:
    """One item of a task: ``verdict`` is fine, found (by anybody), or empty while nobody answered."""

    id: str
    text: str
    verdict: str
    findings: tuple[Finding, ...] = ()

    @property
    def note(self) -> str:
        """The words of all who found something."""
        return "；".join(finding.note for finding in self.findings if finding.note)


@dataclass(frozen=True)
class Patrol:
    """The task of a grid with its items and what has been answered."""

    id: int
    title: str
    grid: str
    grid_name: str
    from_on: date
    due_on: date
    done_at: datetime | None
    items: tuple[Item, ...]

    @property
    def answered(self) -> int:
        """How many items have an answer."""
        return sum(bool(item.verdict) for item in self.items)

    @property
    def found(self) -> int:
        """At how many items something was found."""
        return sum(item.verdict == "found" for item in self.items)


@dataclass(frozen=True)
class Turn:
    """How far the newest turn of a checklist has come: grids, and those that are done."""

    from_on: date
    due_on: date
    grids: int
    done: int


def patrols_for(actor: Actor, at: datetime) -> list[Patrol]:
    """Tasks of the grids that a posting serves: the newest turn of each, open ones and those done in this turn.

    What is due first comes first. The number of queries does not depend on how many there are.
    """
    if not actor.holds(ANSWERS):
        return []
    today = at.astimezone(SHANGHAI).date()
    newest = Task.objects.filter(checklist=OuterRef("checklist"), grid=OuterRef("grid")).order_by("-from_on")
    rows = Task.objects.filter(
        within(actor),
        Q(due_on__gte=today) | Q(done_at__isnull=True, due_on__gte=today - SHOWN_FOR),
        checklist__ended_at__isnull=True,
        from_on=Subquery(newest.values("from_on")[:1]),
    )
    return _patrols(rows.order_by("due_on", "id")[:MOST], actor)


def patrol(task_id: int, actor: Actor) -> Patrol | None:
    """One task on the ground of a posting that answers or writes; ``None`` for any other."""
    if not (actor.holds(ANSWERS) or actor.holds(WRITES)):
        return None
    return next(iter(_patrols(Task.objects.filter(within(actor), pk=task_id).order_by("id"), actor)), None)


def is_answered(key: UUID) -> bool:
    """Whether answers have come under this key."""
    return Answer.objects.filter(key=key).exists()


def checklists(actor: Actor) -> QuerySet[Checklist]:
    """Checklists on the ground of a desk: running ones first, the newest first."""
    if not actor.holds(WRITES):
        return Checklist.objects.none()
    found = Checklist.objects.filter(within(actor)).select_related("unit")
    return found.order_by(F("ended_at").desc(nulls_first=True), "-id")


def turns(checklist_ids: Iterable[int]) -> dict[int, Turn]:
    """The newest turn of each of these checklists; those without a turn are left out. One query."""
    newest = Task.objects.filter(checklist=OuterRef("checklist")).order_by("-from_on")
    rows = Task.objects.filter(checklist_id__in=list(checklist_ids), from_on=Subquery(newest.values("from_on")[:1]))
    counted = rows.values("checklist_id", "from_on").annotate(
        due=F("due_on"), grids=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False))
    )
    return {
        row["checklist_id"]: Turn(row["from_on"], row["due"], row["grids"], row["done"])
        for row in counted.order_by("checklist_id", "due_on")
    }


def days_of_turns(checklist: Checklist, most: int = 12) -> list[date]:
    """On which days its turns began, the newest first."""
    days = Task.objects.filter(checklist=checklist).order_by("-from_on").values_list("from_on", flat=True)
    return list(days.distinct()[:most])


def progress(checklist: Checklist, from_on: date, actor: Actor) -> list[Patrol]:
    """The turn of a checklist that began on a day, grid by grid; never by who did it."""
    return _patrols(Task.objects.filter(checklist=checklist, from_on=from_on).order_by("grid"), actor)


def _patrols(rows: QuerySet[Task], actor: Actor) -> list[Patrol]:
    tasks = list(rows)
    names = areas.names({task.grid for task in tasks})
    answers = _answers(tasks)
    cases = _cases((answer.report_key for each in answers.values() for answer in each), actor)
    return [_patrol(task, names.get(task.grid, task.grid), answers[task.pk], cases) for task in tasks]


def _answers(tasks: list[Task]) -> dict[int, list[Answer]]:
    found = defaultdict[int, list[Answer]](list)
    rows = Answer.objects.filter(task__in=tasks).prefetch_related(Prefetch("pictures", _IN_ORDER))
    for answer in rows.order_by("id"):
        found[answer.task_id].append(answer)
    return found


def _cases(keys: Iterable[UUID | None], actor: Actor) -> dict[UUID, tuple[int, str]]:
    wanted = {key for key in keys if key}
    rows = visible_to(actor).filter(open_key__in=wanted).order_by("pk") if wanted else ()
    return {case.open_key: (case.pk, case.no) for case in rows}


def _patrol(task: Task, grid_name: str, answers: list[Answer], cases: dict[UUID, tuple[int, str]]) -> Patrol:
    by_item = defaultdict[str, list[Answer]](list)
    for answer in answers:
        by_item[answer.item].append(answer)
    items = tuple(
        _item(number, text, by_item[number], cases)
        for number, text in zip(item_ids(task.items), task.items, strict=True)
    )
    return Patrol(task.pk, task.title, task.grid, grid_name, task.from_on, task.due_on, task.done_at, items)


def _item(number: str, text: str, answers: list[Answer], cases: dict[UUID, tuple[int, str]]) -> Item:
    findings = tuple(_finding(answer, cases) for answer in answers if not answer.is_fine)
    verdict = "found" if findings else "fine" if answers else ""
    return Item(number, text, verdict, findings)


def _finding(answer: Answer, cases: dict[UUID, tuple[int, str]]) -> Finding:
    case, no = cases.get(answer.report_key, (None, "")) if answer.report_key else (None, "")
    pictures = answer.pictures.all()
    here = tuple(one.file_id for one in pictures if one.file_id)
    return Finding(answer.note, answer.report_key, case, no, here, len(pictures) - len(here))


def may_see_picture(actor: Actor, file_id: UUID) -> bool:
    """Whether the file is a photo of a finding on the ground of a posting that answers or writes."""
    if not (actor.holds(ANSWERS) or actor.holds(WRITES)):
        return False
    shown = Picture.objects.filter(file_id=file_id).values("answer__task_id")
    return Task.objects.filter(within(actor), pk__in=shown).exists()
