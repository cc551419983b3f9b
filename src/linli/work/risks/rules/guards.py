"""The conditions of the risk process; each answers with the reason why not, or ``None``."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from linli.cases.rules.situation import Situation
from linli.cases.rules.verdicts import Refused
from linli.lib.sentences import Said
from linli.work.risks.rules import course, index

#: Measures and questionnaires end within so many days: a bound of ours, no law names one.
LONGEST_DAYS = 3 * 365
#: A telephone or an identity number: what nobody writes who writes of a group.
_OF_A_PERSON = re.compile(r"(?<!\d)(1\d{10}|\d{17}[\dXx])(?!\d)")


def _unless(holds: object, code: str, text: str, field: str = "") -> Refused | None:
    return None if holds else Refused(code, text, field)


def _filled(s: Situation, name: str) -> object:
    return (s.form or {}).get(name)


def _decimal(s: Situation, name: str) -> Decimal:
    value = _filled(s, name)
    return value if isinstance(value, Decimal) else Decimal(0)


def names_a_person(text: str) -> bool:
    """Whether a text holds what belongs to one person: a telephone or an identity number."""
    return bool(_OF_A_PERSON.search(text))


# ── plan ──────────────────────────────────────────────────────────────────────────────────────────────────


def nobody_named(s: Situation, field: str) -> Refused | None:
    """People concerned are groups, and opinions have no names: no telephone and no identity number is taken in."""
    text = str(_filled(s, field) or "")
    return _unless(not names_a_person(text), "person", "请不要写电话、身份证号；这里只写群体和意见", field)


def room_for_groups(s: Situation, _: str) -> Refused | None:
    """As many groups as a page can hold."""
    most = course.MOST_GROUPS
    full = len(course.rows(s.case, "groups")) >= most
    return _unless(not full, "full", Said("最多 %(most)d 类，请合并相近的", most=most))


def group_known(s: Situation, _: str) -> Refused | None:
    """The group named is one of the plan's."""
    n = _filled(s, "group_n")
    return _unless(n is None or course.row(s.case, "groups", n), "no_such_group", "方案里没有这一类群体", "group_n")


def has_groups(s: Situation, _: str) -> Refused | None:
    """Art. 14: those whose interests are touched are heard, so a plan names them."""
    return _unless(course.rows(s.case, "groups"), "no_groups", "请先加上利益相关群体")


def methods_enough(s: Situation, _: str) -> Refused | None:
    """Art. 23: the departments concerned are heard.

    Ours: how many ways, and that an ordinary plan always asks the public. Art. 14 wants ways in which the public can
    take part, art. 15 says how it is asked where it is.
    """
    chosen = _filled(s, "methods")
    if not isinstance(chosen, list):
        return None
    if course.DEPARTMENTS not in chosen:
        return Refused("departments", "一律要征求有关部门意见", "methods")
    procedure = s.case.more.get("procedure", course.ORDINARY)
    if procedure == course.ORDINARY and course.ANNOUNCEMENT not in chosen:
        return Refused("announcement", "一般程序要向社会公开征求意见", "methods")
    least = course.number(course.numbers(s.process), f"{procedure}_methods")
    return _unless(len(chosen) >= least, "too_few", Said("至少选 %(least)d 种方法", least=least), "methods")


def third_party_free(s: Situation, _: str) -> Refused | None:
    """Art. 23: a third party may be asked to assess; ours, as art. 20 has it of experts: none with an interest."""
    free = not _filled(s, "third_party") or _filled(s, "no_interest")
    return _unless(free, "interest", "委托的第三方不能与决策事项有直接利害关系", "no_interest")


# ── survey ────────────────────────────────────────────────────────────────────────────────────────────────


def planned(s: Situation, method: str) -> Refused | None:
    """The plan says that people are heard in this way."""
    title = course.METHODS[method]
    return _unless(method in course.methods(s.case), "not_planned", Said("方案里没有「%(title)s」", title=title))


def not_announced(s: Situation, _: str) -> Refused | None:
    """A plan is announced once; a changed one is assessed anew."""
    return _unless("announce_until" not in s.case.more, "announced", "公告已经登记；方案变了请重新评估")


def long_enough(s: Situation, _: str) -> Refused | None:
    """Art. 15: normally at least thirty days; a shorter time is explained, and to those who are asked."""
    least = course.number(course.numbers(s.process), "announce_days")
    enough = s.form is None or _decimal(s, "announce_days") >= least or _filled(s, "why_shorter")
    return _unless(enough, "too_short", Said("少于 %(least)d 天的，要写明为什么缩短", least=least), "why_shorter")


def announcement_over(s: Situation, _: str) -> Refused | None:
    """Art. 15: what is announced stays open for opinions to the last day."""
    until = s.case.more.get("announce_until", "")
    return _unless(str(s.today) > until, "announcing", Said("公开征求意见到 %(until)s 才满", until=until))


def not_asking(s: Situation, _: str) -> Refused | None:
    """One questionnaire at a time."""
    return _unless("ask_until" not in s.case.more, "asking", "网上问卷已经开放过")


def questionnaire_over(s: Situation, _: str) -> Refused | None:
    """Answers come in to the last day of the questionnaire."""
    until = s.case.more.get("ask_until", "")
    return _unless(str(s.today) > until, "asking", Said("网上问卷开放到 %(until)s", until=until))


def not_ahead(s: Situation, field: str) -> Refused | None:
    """What is recorded has happened."""
    day = _filled(s, field)
    return _unless(not isinstance(day, date) or day <= s.today, "in_the_future", "不能晚于今天", field)


def not_behind(s: Situation, field: str) -> Refused | None:
    """What is still to be done has a day to come, and not one that nobody lives to see."""
    day = _filled(s, field)
    if not isinstance(day, date):
        return None
    last = s.today + timedelta(days=LONGEST_DAYS)
    if day > last:
        return Refused("too_far", Said("最晚写到 %(last)s", last=str(last)), field)
    return _unless(day >= s.today, "in_the_past", "不能早于今天", field)


def somebody_heard(s: Situation, _: str) -> Refused | None:
    """A record says of how many people it is."""
    total = sum(_decimal(s, name) for name in ("favour", "conditional", "against"))
    return _unless(s.form is None or total, "nobody", "三项都是 0，没有听到任何人的意见", "favour")


def room_for_records(s: Situation, _: str) -> Refused | None:
    """As many records as a report can hold."""
    most = course.MOST_RECORDS
    full = len(course.rows(s.case, "heard")) >= most
    return _unless(not full, "full", Said("最多 %(most)d 条，请合并相近的", most=most))


def expert_free(s: Situation, _: str) -> Refused | None:
    """Art. 20: no expert is chosen who has a direct interest in the matter."""
    free = s.form is None or _filled(s, "no_interest")
    return _unless(free, "interest", "有直接利害关系的专家、机构不能参加论证，请另选", "no_interest")


def methods_used(s: Situation, _: str) -> Refused | None:
    """What the plan promises is done before anything is concluded from it."""
    left = [course.METHODS[one] for one in course.unused(s.case)]
    return _unless(not left, "unused", Said("还没有做：%(left)s", left="、".join(left)))


def groups_heard(s: Situation, _: str) -> Refused | None:
    """Art. 14: every group whose interests are touched has been heard."""
    left = course.named(one["name"] for one in course.unheard(s.case))
    return _unless(not left, "unheard", Said("还没有听%(left)s的意见", left=left))


# ── assessment ────────────────────────────────────────────────────────────────────────────────────────────


def room_for_factors(s: Situation, _: str) -> Refused | None:
    """As many factors as a report can hold."""
    most = course.MOST_FACTORS
    full = len(course.rows(s.case, "factors")) >= most
    return _unless(not full, "full", Said("最多 %(most)d 个，请合并相近的", most=most))


def factor_known(s: Situation, _: str) -> Refused | None:
    """The factor named is one of the list."""
    n = _filled(s, "factor_n")
    return _unless(n is None or course.row(s.case, "factors", n), "no_such_factor", "没有这个风险因素", "factor_n")


def not_worse_after(s: Situation, _: str) -> Refused | None:
    """A measure that makes things worse is none."""
    pairs = (("p_before", "p_after", "概率"), ("q_before", "q_after", "影响"))
    for before, after, what in pairs:
        if _decimal(s, after) > _decimal(s, before):
            return Refused("worse", Said("采取措施后的%(what)s不能比采取前大", what=what), after)
    return None


def weights_whole(s: Situation, _: str) -> Refused | None:
    """Weights are shares of one whole."""
    factors = course.rows(s.case, "factors")
    total = index.weights(factors)
    if not factors:
        return Refused("no_factors", "请先加上风险因素")
    return _unless(total == index.WHOLE, "weights", Said("权重加起来是 %(total)d%%，应当是 100%%", total=total))


def enough_signers(s: Situation, _: str) -> Refused | None:
    """A conclusion is that of named people; an ordinary procedure wants more than one."""
    chosen = _filled(s, "signers")
    least = course.number(course.numbers(s.process), f"{s.case.more.get('procedure', course.ORDINARY)}_signers")
    enough = not isinstance(chosen, list) or len(chosen) >= least
    return _unless(enough, "too_few", Said("至少 %(least)d 人签名", least=least), "signers")


def not_signed_yet(s: Situation, _: str) -> Refused | None:
    """Everybody signs once."""
    return _unless(s.actor.posting_id in course.unsigned(s.case), "signed", "您已经签过名")


def reason_if_other(s: Situation, _: str) -> Refused | None:
    """Whoever signs another level than the numbers say, says why."""
    more = s.case.more
    same = s.form is None or more.get("level") == more.get("suggested") or _filled(s, "reason")
    return _unless(same, "reason", "结论与指数不一致，请写明理由", "reason")


def everybody_signed(s: Situation, _: str) -> Refused | None:
    """Ours: the report (art. 23 says what is in it) is complete when all who were named have signed it."""
    left = len(course.unsigned(s.case))
    return _unless(not left, "unsigned", Said("还有 %(left)d 人没有签名", left=left))


# ── use of the result ─────────────────────────────────────────────────────────────────────────────────────


def may_be_decided(s: Situation, _: str) -> Refused | None:
    """Art. 24: decided only where the risk is under control, or after the plan was changed until it is.

    The ordinance knows no levels. Three of them, and that medium waits for its measures, is usual and ours.
    """
    level = s.case.more.get("level")
    if level == index.HIGH:
        return Refused("high", "高风险：不能作出决策；请修改方案重新评估，或不作决策")
    waits = level == index.MEDIUM and course.open_measures(s.case)
    return _unless(not waits, "medium", "中风险：先落实防范措施，再作决策")


def level_is(s: Situation, level: str) -> Refused | None:
    """The level that was concluded is this one."""
    return _unless(s.case.more.get("level") == level, "level", "只有中风险的才要先落实措施再决策")


def measures_left(s: Situation, _: str) -> Refused | None:
    """Something is still to be carried out."""
    return _unless(course.open_measures(s.case), "nothing_left", "措施都已经落实")


def measures_done(s: Situation, _: str) -> Refused | None:
    """Every measure is followed to its end."""
    left = course.open_measures(s.case)
    return _unless(not left, "measures", Said("还有 %(left)d 项措施没有落实", left=len(left)))


def measure_open(s: Situation, _: str) -> Refused | None:
    """A measure is carried out once."""
    if s.form is None:
        return measures_left(s, "")
    known = course.row(s.case, "factors", _filled(s, "factor_n"))
    return _unless(known is None or not known.get("done_on"), "done", "这一项已经落实", "factor_n")


def not_filed(s: Situation, _: str) -> Refused | None:
    """A report is filed once in each round."""
    return _unless("filed_on" not in s.case.more, "filed", "已经报送备案")


def filed(s: Situation, _: str) -> Refused | None:
    """The report is filed with the centre above."""
    return _unless("filed_on" in s.case.more, "not_filed", "还没有报上级备案")


GUARDS: dict[str, Callable[[Situation, str], Refused | None]] = {
    "nobody_named": nobody_named,
    "room_for_groups": room_for_groups,
    "group_known": group_known,
    "has_groups": has_groups,
    "methods_enough": methods_enough,
    "third_party_free": third_party_free,
    "planned": planned,
    "not_announced": not_announced,
    "long_enough": long_enough,
    "announcement_over": announcement_over,
    "not_asking": not_asking,
    "questionnaire_over": questionnaire_over,
    "not_ahead": not_ahead,
    "not_behind": not_behind,
    "somebody_heard": somebody_heard,
    "room_for_records": room_for_records,
    "expert_free": expert_free,
    "methods_used": methods_used,
    "groups_heard": groups_heard,
    "room_for_factors": room_for_factors,
    "factor_known": factor_known,
    "not_worse_after": not_worse_after,
    "weights_whole": weights_whole,
    "enough_signers": enough_signers,
    "not_signed_yet": not_signed_yet,
    "reason_if_other": reason_if_other,
    "everybody_signed": everybody_signed,
    "may_be_decided": may_be_decided,
    "level_is": level_is,
    "measures_left": measures_left,
    "measures_done": measures_done,
    "measure_open": measure_open,
    "not_filed": not_filed,
    "filed": filed,
}
