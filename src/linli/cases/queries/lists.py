"""The lists of the workbench: those of each process, and those every kind of work shares."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Q, QuerySet

from linli.accounts.permissions import Permission
from linli.areas.access import within
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.models import Assignment, Case, Follow, Step
from linli.cases.queries.visible import NotFound, visible_to

#: Names in the order of the workbench, with their titles.
LISTS: dict[str, str] = {
    "to_accept": "待受理",
    "to_dispatch": "待派遣",
    "to_handle": "待办",
    "to_assist": "协办",
    "to_verify": "待核查",
    "to_rate": "待评价",
    "supervised": "督办",
    "due_soon": "即将超期",
    "overdue": "超期",
    "suspended": "挂账",
    "done": "已办",
    "closed": "办结",
    "reported_by_me": "我上报",
    "followed": "关注",
}


def in_list(actor: Actor, name: str, at: datetime) -> QuerySet[Case]:
    """The visible cases of one list, in no order yet; raises ``NotFound`` for a list there is not."""
    if name not in LISTS:
        raise NotFound
    if actor.posting_id is None:
        return Case.objects.none()
    return visible_to(actor).filter(_content(actor, name, at))


def list_counts(actor: Actor, at: datetime) -> dict[str, int]:
    """How many cases each list holds, in one query."""
    if actor.posting_id is None:
        return dict.fromkeys(LISTS, 0)
    sql, params = _counting(actor)
    return dict.fromkeys(LISTS, 0) | _counted(sql, [at if value == _NOW else value for value in params])


#: Stands for the moment in a statement that is put together once and asked at many moments.
_NOW = datetime(1, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=4096)  # every page and every few seconds of every open page ask; what to ask changes with the actor
def _counting(actor: Actor) -> tuple[str, tuple[Any, ...]]:
    """The statement that counts an actor's lists, with its parameters."""
    parts, params = [], list[Any]()
    for name in LISTS:
        query = in_list(actor, name, _NOW).order_by().values("process").annotate(n=Count("pk")).query
        try:
            sql, values = query.sql_with_params()
        except EmptyResultSet:  # nothing can be in it: the posting has none of the permissions
            continue
        parts.append(f"SELECT %s AS name, coalesce(sum(n), 0)::bigint AS n FROM ({sql}) AS counted")  # noqa: S608 - only Django's own SQL is put together
        params += [name, *values]
    return " UNION ALL ".join(parts), tuple(params)


def _counted(sql: str, params: list[Any]) -> dict[str, int]:
    if not sql:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return dict(cursor.fetchall())


def _content(actor: Actor, name: str, at: datetime) -> Q:
    shared = _SHARED.get(name)
    return shared(actor, at) if shared else _of_processes(actor, name)


def _of_processes(actor: Actor, name: str) -> Q:
    content = Q(pk__in=[])
    for process in (processes.latest(name) for name in processes.names()):
        for rule in process.list:
            if rule.name == name:
                content |= Q(process=process.name, state__in=rule.states) & related(actor, rule.by)
    return content


def related(actor: Actor, relation: str) -> Q:
    """Cases to which a posting has a relation, as a filter."""
    permission = _NEEDED.get(relation)
    if permission is None or not actor.holds(permission):
        return Q(pk__in=[])
    return {
        "desk": lambda: Q(desk_unit_id=actor.unit_id),
        "lead": lambda: Q(lead_unit_id=actor.unit_id),
        "assist": lambda: Q(pk__in=_assisting(actor)),
        "grid": lambda: within(actor),
        "supervisor": lambda: within(actor),
    }[relation]()


_NEEDED = {
    "desk": Permission.DESK,
    "lead": Permission.HANDLE,
    "assist": Permission.HANDLE,
    "grid": Permission.GRID,
    "supervisor": Permission.SUPERVISE,
}


def _assisting(actor: Actor) -> QuerySet[Assignment, int]:
    open_ = Assignment.objects.filter(Q(unit_id=actor.unit_id), role="assist", ended_at__isnull=True)
    return open_.filter(fed_back_at__isnull=True, excused_at__isnull=True).values_list("case_id", flat=True)


def _concerned(actor: Actor) -> Q:
    """Cases that are this posting's business now."""
    concern = Q(pk__in=[])
    for relation in _NEEDED:
        concern |= related(actor, relation)
    return concern


def _supervised(actor: Actor, _: datetime) -> Q:
    return ~Q(supervised="") & Q(is_final=False) & _concerned(actor)


def _due_soon(actor: Actor, at: datetime) -> Q:
    return Q(is_final=False, warn_at__lte=at, due_at__gte=at) & _concerned(actor)


def _overdue(actor: Actor, at: datetime) -> Q:
    return Q(is_final=False, due_at__lt=at) & _concerned(actor)


def _done(actor: Actor, _: datetime) -> Q:
    steps = Step.objects.filter(Q(posting_id=actor.posting_id)).exclude(number=1).values("case_id")
    return Q(pk__in=steps)


def _closed(actor: Actor, _: datetime) -> Q:
    return Q(is_final=True, closed_at__isnull=False) & _concerned(actor)


def _reported_by_me(actor: Actor, _: datetime) -> Q:
    return Q(reporter_posting_id=actor.posting_id)


def _followed(actor: Actor, _: datetime) -> Q:
    return Q(pk__in=Follow.objects.filter(Q(posting_id=actor.posting_id)).values("case_id"))


_SHARED: dict[str, Callable[[Actor, datetime], Q]] = {
    "supervised": _supervised,
    "due_soon": _due_soon,
    "overdue": _overdue,
    "done": _done,
    "closed": _closed,
    "reported_by_me": _reported_by_me,
    "followed": _followed,
}
