"""Words that need no explanation: days, stages and what has happened. Values in, words out."""

from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.wording import day
from linli.deadlines.rules import SHANGHAI

#: The way of a case as residents see it, and which stages of the process each step of it stands for.
WAY: tuple[tuple[str | Promise, frozenset[str]], ...] = (
    (gettext_lazy("收到"), frozenset({"信息收集", "分类处置"})),
    (gettext_lazy("安排"), frozenset({"案卷建立", "任务派遣"})),
    (gettext_lazy("处理"), frozenset({"事件办理"})),
    (gettext_lazy("核实"), frozenset({"结果反馈", "核查结案"})),
    (gettext_lazy("办好"), frozenset({"综合评价"})),
)

#: What is expected by when, after the clock that runs.
_EXPECTED = {
    "accept": gettext_lazy("预计%(day)s前给您答复"),
    "check": gettext_lazy("预计%(day)s前去现场看完"),
    "dispatch": gettext_lazy("预计%(day)s前安排好谁来办"),
    "handle": gettext_lazy("预计%(day)s前办好"),
    "verify": gettext_lazy("预计%(day)s前核实完"),
}


def deadline(due_at: datetime, at: datetime) -> str:
    """A deadline in words; of the same or the next day with the hour, else the day alone."""
    local, now = due_at.astimezone(SHANGHAI), at.astimezone(SHANGHAI)
    last = local - timedelta(minutes=1)  # midnight ends the day before it
    if last.date() > now.date() + timedelta(days=1):
        return day(last.date(), now.date())
    hour = "24:00" if last.date() != local.date() else f"{local:%H:%M}"
    return f"{day(last.date(), now.date())} {hour} "


def expected(kind: str, due_at: datetime, at: datetime) -> str:
    """What will have happened by when; for a deadline that has passed, that it has."""
    words = _EXPECTED.get(kind)
    if words is None:
        return ""
    if due_at < at:
        was = day((due_at.astimezone(SHANGHAI) - timedelta(minutes=1)).date(), at.astimezone(SHANGHAI).date())
        return _("原来预计%(day)s前，现在晚了。系统已经在催。") % {"day": was}
    return str(words) % {"day": deadline(due_at, at)}


def way(stage: str, *, is_done: bool) -> list[dict[str, str]]:
    """The steps of the way with where the case is, for ``parts/stages.html``; none for a stage nobody knows."""
    here = next((n for n, (_title, stages) in enumerate(WAY) if stage in stages), None)
    if here is None:
        return []
    here = len(WAY) if is_done else here
    return [{"title": str(title), "state": _state(n, here)} for n, (title, _stages) in enumerate(WAY)]


def _state(number: int, here: int) -> str:
    return "done" if number < here else "now" if number == here else "todo"
