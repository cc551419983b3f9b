"""A case in words for everybody, whichever door they stand at: what its state means, who has it, whether it is done."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas.models import Unit
from linli.cases.models import Case
from linli.cases.rules.process import Process, State
from linli.deadlines.rules import SHANGHAI

_WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)


def day(on: date, today: date) -> str:
    """A day as people say it: 「今天」, 「明天(3 月 5 日)」, 「周四(3 月 5 日)」, next year with the year."""
    plain = _("%(month)d 月 %(day)d 日") % {"month": on.month, "day": on.day}
    if on.year != today.year:
        plain = _("%(year)d 年 %(date)s") % {"year": on.year, "date": plain}
    if on == today:
        return _("今天(%(date)s)") % {"date": plain}
    if on == today + timedelta(days=1):
        return _("明天(%(date)s)") % {"date": plain}
    return f"{_WEEKDAYS[on.weekday()]}({plain})"


def sentence(case: Case, state: State, at: datetime) -> str:
    """What its reporter reads of a state: the process's public sentence with the names of units filled in."""
    until = case.suspended_until
    words = {
        "desk": str(case.desk_unit or _("综治中心")),
        "lead": str(case.lead_unit or _("承办单位")),
        "until": day(until, at.astimezone(SHANGHAI).date()) if until else "",
    }
    return _(state.public).format(**words)


def holder(case: Case, process: Process, state: State) -> Unit | None:
    """Who has it now: whoever the state's clock runs for; afterwards the desk, which answers questions."""
    leads = bool(state.clock) and process.clocks[state.clock].holder == "lead"
    return case.lead_unit if leads and case.lead_unit else case.desk_unit


def is_done(case: Case, state: State) -> bool:
    """Whether the work is over, rated or not."""
    return case.closed_at is not None or state.final
