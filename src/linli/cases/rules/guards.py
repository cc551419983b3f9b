"""The conditions a process may name; each answers with the reason why not, or ``None``."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from linli.areas.rules import Level
from linli.cases.rules.relations import relations
from linli.cases.rules.situation import Situation
from linli.cases.rules.verdicts import ALLOWED, Refused, Verdict
from linli.lib.sentences import Said


def check(need: str, situation: Situation) -> Verdict:
    """Whether one named condition holds: ``name`` or ``name:subject``."""
    name, _, subject = need.partition(":")
    guard = situation.process.words.guards.get(name) or _GUARDS[name]
    reason = guard(situation, subject)
    return reason or ALLOWED


def _unless(holds: object, code: str, text: str, field: str = "") -> Refused | None:
    return None if holds else Refused(code, text, field)


def _higher_desk(s: Situation, _: str) -> Refused | None:
    return _unless(s.facts.higher, "higher_desk", "已经在最高一级，上面没有可以上报的单位")


def _lower_desk(s: Situation, _: str) -> Refused | None:
    return _unless(s.facts.lower, "lower_desk", "这里没有下一级受理单位")


def _not_withdrawn_duty(s: Situation, _: str) -> Refused | None:
    return _unless(s.case.duty_type != "withdrawn", "withdrawn_duty", "这类事项已由上级收回，不能再交下级办")


def _duty_allows_lead(s: Situation, _: str) -> Refused | None:
    if s.case.duty_type != "withdrawn" or s.form is None:
        return None
    level = s.facts.unit_levels.get(int(str(s.form.get("lead", 0))), "")
    too_low = level and Level(level).depth > Level.COUNTY.depth
    return _unless(not too_low, "withdrawn_duty", "这类事项已由上级收回，请派给县级部门", "lead")


def _not_designated(s: Situation, _: str) -> Refused | None:
    return _unless(not s.case.designated, "designated", "已由上级指定承办，不能再退回")


def _returns_left(s: Situation, _: str) -> Refused | None:
    most = s.process.limits.returns
    return _unless(
        s.case.returns < most,
        "returns_used",
        Said("已经退回 %(most)d 次，不能再退；请办理，或由受理单位转派", most=most),
    )


def _assists_open(s: Situation, _: str) -> Refused | None:
    return _unless(any(not assist.is_done for assist in s.case.assists), "nobody_assists", "没有还在协办的单位")


def _assists_done(s: Situation, _: str) -> Refused | None:
    open_ = sum(1 for assist in s.case.assists if not assist.is_done)
    return _unless(not open_, "assists_open", Said("还有 %(open)d 个协办单位没有反馈，也没有被免除", open=open_))


def _within_reopen(s: Situation, _: str) -> Refused | None:
    return _within(
        s, s.process.limits.reopen_days, "reopen_window", "结案已超过 %(days)d 天，不能再重开；仍有问题请重新上报"
    )


def _within_rating(s: Situation, _: str) -> Refused | None:
    return _within(
        s, s.process.limits.rate_days, "rate_window", "结案已超过 %(days)d 天，不能再评价；仍有问题请重新上报"
    )


def _within(s: Situation, days: int, code: str, text: str) -> Refused | None:
    in_time = s.case.closed_at is not None and s.at <= s.case.closed_at + timedelta(days=days)
    return _unless(in_time, code, Said(text, days=days))


def _extensions_left(s: Situation, _: str) -> Refused | None:
    most = s.process.limits.extensions
    return _unless(s.case.extensions < most, "extensions_used", Said("已经延期 %(most)d 次，不能再延", most=most))


def _before_due(s: Situation, kind: str) -> Refused | None:
    clock = s.case.clock(kind)
    return _unless(clock and s.at <= clock.due_at, "after_due", "已经过了时限；延期须在到期前申请")


def _at_most_one_limit(s: Situation, kind: str) -> Refused | None:
    amount, clock = (s.form or {}).get("amount"), s.case.clock(kind)
    if not isinstance(amount, Decimal) or clock is None:
        return None
    most = s.case.limit_amount
    fits = amount <= most
    return _unless(
        fits, "amount_too_long", Said("最多延长 %(most)s（一个原时限）", most=f"{most.normalize():f}"), "amount"
    )


def _date_within_a_year(s: Situation, _: str) -> Refused | None:
    until = (s.form or {}).get("until")
    if not isinstance(until, date):
        return None
    days = s.process.limits.suspend_days
    fits = s.today < until <= s.today + timedelta(days=days)
    return _unless(fits, "date_out_of_range", Said("请选明天起 %(days)d 天以内的一天", days=days), "until")


def _nothing_asked(s: Situation, kind: str) -> Refused | None:
    title = s.process.requests[kind].title
    return _unless(not s.case.request(kind), "already_asked", Said("已有一份%(title)s申请在等审批", title=title))


def _never_asked(s: Situation, kind: str) -> Refused | None:
    title = s.process.requests[kind].title
    return _unless(
        not any(r.kind == kind for r in s.case.requests), "asked_once", Said("%(title)s只能提一次", title=title)
    )


def _turn(s: Situation, kind: str) -> Refused | None:
    request, rule = s.case.request(kind), s.process.requests[kind]
    if request is None:
        return Refused("nothing_asked", Said("没有待审批的%(title)s申请", title=rule.title))
    if rule.approvals[len(request.approvals)] not in relations(s.actor, s.case, s.process.words):
        return Refused("not_your_turn", "现在轮到另一级审批")
    involved = {request.asked_user, *(approval.user for approval in request.approvals)}
    return _unless(s.actor.user_id not in involved, "same_person", "申请人和前一级审批人不能再审批")


def _was_late(s: Situation, _: str) -> Refused | None:
    return _unless(s.case.was_late, "not_late", "这件没有超期，不需要申诉")


def _supervised(s: Situation, _: str) -> Refused | None:
    return _unless(s.case.supervised, "not_supervised", "这件没有在督办")


_GUARDS: dict[str, Callable[[Situation, str], Refused | None]] = {
    "higher_desk": _higher_desk,
    "lower_desk": _lower_desk,
    "not_withdrawn_duty": _not_withdrawn_duty,
    "duty_allows_lead": _duty_allows_lead,
    "not_designated": _not_designated,
    "returns_left": _returns_left,
    "assists_open": _assists_open,
    "assists_done": _assists_done,
    "within_reopen": _within_reopen,
    "within_rating": _within_rating,
    "extensions_left": _extensions_left,
    "before_due": _before_due,
    "at_most_one_limit": _at_most_one_limit,
    "date_within_a_year": _date_within_a_year,
    "nothing_asked": _nothing_asked,
    "never_asked": _never_asked,
    "turn": _turn,
    "was_late": _was_late,
    "supervised": _supervised,
}
