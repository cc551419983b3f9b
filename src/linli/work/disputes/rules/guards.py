"""The conditions of the dispute process; each answers with the reason why not, or ``None``."""

from collections.abc import Callable
from datetime import date, timedelta

from linli.cases.rules.situation import Situation
from linli.cases.rules.verdicts import Refused
from linli.lib.sentences import Said
from linli.work.disputes.rules import course

#: Performance is looked after for so long at most: a bound of ours, no law names one.
LONGEST_DAYS = 3 * 365


def _unless(holds: object, code: str, text: str, field: str = "") -> Refused | None:
    return None if holds else Refused(code, text, field)


def fit_for_mediation(s: Situation, _: str) -> Refused | None:
    """What belongs to law enforcement, discipline or a court is referred, not mediated.

    人民调解工作若干规定 (司法部令第 75 号) art. 22: nothing that only a special authority may settle or that may not be
    mediated, and nothing that a court, the police or another authority has accepted or settled.
    """
    nature = (s.form or {}).get("nature", "civil")
    return _unless(nature == "civil", "not_for_mediation", "这一种不能调解，请用「告知其他途径」，写明该找谁", "nature")


def party_known(s: Situation, _: str) -> Refused | None:
    """The party named is one of this dispute's."""
    number = (s.form or {}).get("party")
    known = number is None or course.party(s.case, number)
    return _unless(known, "no_such_party", "没有这一方", "party")


def may_still_consent(s: Situation, _: str) -> Refused | None:
    """Whoever has consented needs not be asked again."""
    one = course.party(s.case, (s.form or {}).get("party"))
    return _unless(one is None or one["consent"] != course.AGREED, "consented", "这一方已经同意", "party")


def everybody_consented(s: Situation, _: str) -> Refused | None:
    """Art. 17: mediation needs the consent of every party; silence is none."""
    missing = course.not_yet(s.case, "consent", wanted=course.AGREED)
    who = course.numbered(missing)
    return _unless(not missing, "consent", Said("%(who)s还没有同意；没有答复不等于同意", who=who))


def no_conflict_of_interest(s: Situation, _: str) -> Refused | None:
    """Art. 19 and 23 (1): parties choose or accept their mediators, knowing of any interest these have."""
    return _unless(
        (s.form or {"disclosed": True}).get("disclosed"),
        "conflict",
        "有利害关系又有一方要求更换的，请另选调解员",
        "disclosed",
    )


def not_ahead(s: Situation, field: str) -> Refused | None:
    """What is recorded has happened."""
    day = (s.form or {}).get(field)
    return _unless(not isinstance(day, date) or day <= s.today, "in_the_future", "不能晚于今天", field)


def not_behind(s: Situation, field: str) -> Refused | None:
    """What is still to be done has a day to come, and not one that nobody lives to see."""
    day = (s.form or {}).get(field)
    if not isinstance(day, date):
        return None
    last = s.today + timedelta(days=LONGEST_DAYS)
    if day > last:
        return Refused("too_far", Said("最晚写到 %(last)s", last=str(last)), field)
    return _unless(day >= s.today, "in_the_past", "不能早于今天", field)


def everybody_agrees(s: Situation, _: str) -> Refused | None:
    """The time is extended only if all parties agree (医疗纠纷预防和处理条例 art. 38)."""
    return _unless((s.form or {"everybody": True}).get("everybody"), "not_agreed", "各方都同意才能延长", "everybody")


def everybody_signed(s: Situation, _: str) -> Refused | None:
    """Art. 29: signed, sealed or finger-printed by every party before mediator and body do."""
    missing = course.not_yet(s.case, "signed_on")
    who = course.numbered(missing)
    return _unless(not missing, "unsigned", Said("%(who)s还没有签名", who=who))


def instalments_left(s: Situation, _: str) -> Refused | None:
    """No more instalments than were agreed."""
    more = s.case.more
    left = more.get("paid", 0) < more.get("instalments", 1)
    return _unless(left, "all_paid", "约定的各期都记过了，可以「履行完毕，结案」")


def not_confirmed_yet(s: Situation, _: str) -> Refused | None:
    """Art. 33: confirmation is applied for once."""
    stands = s.case.more.get("confirmation", "")
    return _unless(stands in {"", "lapsed"}, "asked_once", "已经申请过司法确认")


def together(s: Situation, _: str) -> Refused | None:
    """Art. 33: the parties apply together."""
    return _unless((s.form or {"jointly": True}).get("jointly"), "not_together", "司法确认须由各方共同申请", "jointly")


def within_thirty_days(s: Situation, _: str) -> Refused | None:
    """Art. 33: within thirty days from the day of effect, the day that it is applied for deciding."""
    until = s.case.more.get("confirm_by")
    if not until:
        return Refused("not_effective", "协议还没有生效")
    day = (s.form or {}).get("applied_on")
    last = course.last_day(s.facts.calendar, date.fromisoformat(until))
    asked = day if isinstance(day, date) else s.today if s.form is not None else None
    in_time = asked is None or asked <= last
    return _unless(
        in_time, "too_late", Said("须在生效后 30 日内申请，最后一天是 %(last)s", last=str(last)), "applied_on"
    )


def court_dismissed(s: Situation, _: str) -> Refused | None:
    """Art. 33: an agreement that the court found invalid may be changed, or made anew, by mediation."""
    dismissed = s.case.more.get("confirmation") == "dismissed"
    return _unless(dismissed, "not_dismissed", "法院驳回确认申请以后，才可以重新调解；履行中有争议的，可以另行起诉")


GUARDS: dict[str, Callable[[Situation, str], Refused | None]] = {
    "fit_for_mediation": fit_for_mediation,
    "party_known": party_known,
    "may_still_consent": may_still_consent,
    "everybody_consented": everybody_consented,
    "no_conflict_of_interest": no_conflict_of_interest,
    "not_ahead": not_ahead,
    "not_behind": not_behind,
    "everybody_agrees": everybody_agrees,
    "everybody_signed": everybody_signed,
    "instalments_left": instalments_left,
    "not_confirmed_yet": not_confirmed_yet,
    "together": together,
    "within_thirty_days": within_thirty_days,
    "court_dismissed": court_dismissed,
}
