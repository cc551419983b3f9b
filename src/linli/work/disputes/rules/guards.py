"""The conditions of the dispute process; each answers with the reason why not, or ``None``."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from linli.cases.rules.situation import Situation
from linli.cases.rules.verdicts import Refused
from linli.lib.sentences import Said
from linli.work.disputes.rules import course, lines, meetings

#: Performance is looked after for so long at most: a bound of ours, no law names one.
LONGEST_DAYS = 3 * 365
_SHA256 = re.compile("[0-9a-f]{64}")


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
    """Art. 19 and 23 (1): parties choose or accept their mediators, knowing of any interest these have.

    人民法院在线调解规则 art. 13 and 特邀调解规定 art. 15 say which interests, and that parties
    who know of one may accept all the same.
    """
    return _unless(
        (s.form or {"disclosed": True}).get("disclosed"),
        "conflict",
        "有利害关系又有一方要求更换的，请另选调解员",
        "disclosed",
    )


def withdrawn_by_who_applied(s: Situation, _: str) -> Refused | None:
    """Who asked for mediation may take it back; a party that did not cannot, and not one of several for the others."""
    if s.actor.kind != course.PARTY.kind or s.form is None:
        return None
    alone = course.applied_alone(s.case, s.form.get("party"))
    return _unless(alone, "not_yours", "只有申请人可以撤回；申请人不止一位的，请各位一起告诉调解组织")


def interest_told(s: Situation, _: str) -> Refused | None:
    """人民法院在线调解规则 art. 13: an interest is told before parties accept; here to those of every body."""
    form = s.form or {"interest": "none"}
    told = form.get("interest") == "none" or form.get("interest_note")
    return _unless(told, "not_told", "请写明有什么利害关系", "interest_note")


def mediators_proposed(s: Situation, _: str) -> Refused | None:
    """There is somebody to accept."""
    return _unless(s.case.more.get("proposed"), "nobody_proposed", "调解组织还没有提出调解员")


def nobody_objects(s: Situation, _: str) -> Refused | None:
    """Art. 23 (1), 人民法院在线调解规则 art. 14: nobody mediates whom a party has asked to replace."""
    objecting = course.objecting(s.case, _named(s))
    who = course.numbered(objecting)
    return _unless(not objecting, "objected", Said("%(who)s要求换调解员，请另选", who=who), "mediators")


def _named(s: Situation) -> set[int]:
    """The mediators that the form names, by posting."""
    named = (s.form or {}).get("mediators", ())
    return set(named) if isinstance(named, list) else set()


def choice_open(s: Situation, _: str) -> Refused | None:
    """Art. 17 and 19: who has consented chooses, until all chose the same, or it has accepted who was proposed."""
    if course.choice(s.case.more) is not None:
        return Refused("chosen", "各方已经选定了调解员")
    one = course.party(s.case, (s.form or {}).get("party"))
    if one is None:
        return None
    if one["consent"] != course.AGREED:
        return Refused("consent_first", "先同意调解，再选调解员", "party")
    return _unless(not course.has_accepted(s.case, one), "accepted", "这一方已经认可了调解员", "party")


def may_be_chosen(s: Situation, _: str) -> Refused | None:
    """Art. 19 and 23: one of the roster, nobody whom a party has asked to replace; the same one only once."""
    if s.form is None:
        return None
    named, one = _named(s), course.party(s.case, s.form.get("party")) or {}
    if len(named) != 1:
        return Refused("one_only", "请选一位调解员", "mediators")
    if named & course.not_offered(s.case.more):
        return Refused("not_offered", "这位调解员不能调解这件事，请另选一位", "mediators")
    return _unless({one.get("chose")} != named, "chosen_before", "这一方已经选了这位调解员", "mediators")


def choice_made(s: Situation, _: str) -> Refused | None:
    """There is a choice to set aside."""
    return _unless(course.choice(s.case.more), "no_choice", "各方还没有选定同一位调解员")


def choice_respected(s: Situation, _: str) -> Refused | None:
    """Art. 19: whom the parties have chosen together mediates, as long as he stands on the roster.

    Where they have chosen differently it is the body that names somebody, and says so.
    """
    chosen, by = course.choice(s.case.more), (s.form or {}).get("chosen_by")
    if s.form is None or not s.facts.more.get("chosen_there", True):
        return None
    if chosen is not None and _named(s) != {chosen}:
        return Refused("other_choice", "各方已经选定了调解员，请按他们选的来", "mediators")
    if chosen is not None and by == "committee":
        return Refused("chosen_by_parties", "这位调解员是各方自己选的", "chosen_by")
    differs = by == "parties" and course.is_disputed(s.case.more)
    return _unless(not differs, "chosen_by_nobody", "各方选的不一样，应由调解组织指定", "chosen_by")


def asked_after_choosing(s: Situation, _: str) -> Refused | None:
    """Art. 19 and 23: once a party has chosen, all are asked, with what is to be disclosed, before anybody mediates."""
    if not any(one.get("chose") for one in course.parties(s.case)):
        return None
    asked = set(s.case.more.get("proposed", {}).get("mediators", ()))
    holds = asked and (s.form is None or _named(s) == asked)
    words = "有当事人选了调解员：先用「请各方认可调解员」说明利害关系，问过各方，再确定"
    return _unless(holds, "not_asked", words, "mediators")


def signed_by_oneself(s: Situation, _: str) -> Refused | None:
    """电子签名法 art. 13: on a phone only the signatory signs, and what was signed can be told from any other paper.

    All who sign on their phones sign the same paper: the one whose hash the first of them has bound. What touches
    marriage, adoption or succession is signed on paper (电子签名法 art. 3): the types in ``own.on_paper``.
    """
    form, is_party = s.form, s.actor.kind == course.PARTY.kind
    if is_party and s.case.matter in lines.own(s.process).on_paper:
        return Refused("on_paper", "涉及婚姻、收养、继承等人身关系的协议书不能用电子签名，请到调解组织在纸上签")
    if form is None:
        return None
    if (form.get("how") == course.ONLINE) != is_party:
        return Refused("not_oneself", "网上签名只能由当事人本人在自己的页面上签", "how")
    if form.get("door") and not is_party:
        return Refused("not_oneself", "网上签名只能由当事人本人在自己的页面上签", "door")
    return _on_the_paper(s, str(form.get("paper", ""))) if is_party else None


def _on_the_paper(s: Situation, paper: str) -> Refused | None:
    one = course.party(s.case, (s.form or {}).get("party")) or {}
    if one.get("signed_on"):
        return Refused("signed", "您已经签过了")
    same = _SHA256.fullmatch(paper) and s.case.more.get("paper", paper) == paper
    return _unless(same, "other_paper", "协议书已经不是您看的那一份，请重新看一遍再签", "paper")


def paper_holds(s: Situation, _: str) -> Refused | None:
    """电子签名法 art. 13 (4): what was signed on phones is still, to the last byte, what it was."""
    return _unless(s.facts.more.get("paper_holds", True), "paper_changed", "协议书和各方签名时的不一样了，请重新签")


def may_be_spoken(s: Situation, _: str) -> Refused | None:
    """劳动争议调解仲裁法 art. 14, 医疗纠纷预防和处理条例 art. 39: of these types an agreement is written down.

    Others may be spoken where the parties want no paper (art. 28). The types are ``own.in_writing``.
    """
    written = s.case.matter in lines.own(s.process).in_writing
    return _unless(not written, "in_writing", "这一类纠纷谈成了应当制作调解协议书，不能只有口头协议")


def may_begin_anew(s: Situation, _: str) -> Refused | None:
    """Ours, not a law's: whether days may begin anew with another body, ``own.time_on_moving_up`` decides."""
    kept = lines.own(s.process).time_on_moving_up == lines.KEPT
    asked = (s.form or {}).get("anew")
    return _unless(not (kept and asked), "kept", "时限从第一次受理起算，换一级调解不重新计时", "anew")


def was_entrusted(s: Situation, _: str) -> Refused | None:
    """Only what was entrusted is returned, and once."""
    entrusted = s.case.more.get("entrusted")
    if not entrusted:
        return Refused("not_entrusted", "这一件不是别的单位委托的")
    return _unless(not entrusted.get("returned_on"), "returned", "已经回报过了")


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
    """The time is extended only if all parties agree (医疗纠纷预防和处理条例 art. 38, 人民法院在线调解规则 art. 24)."""
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
    """Ours: confirmation is applied for once; what the court did not take in may be brought again.

    Art. 33 asks for it within its days, and does not say how often.
    """
    stands = s.case.more.get("confirmation", "")
    return _unless(stands in {"", "lapsed", "declined"}, "asked_once", "已经申请过司法确认")


def may_still_ask(s: Situation, _: str) -> Refused | None:
    """Whoever has asked for confirmation needs not ask again."""
    one = course.party(s.case, (s.form or {}).get("party"))
    return _unless(one is None or not one.get("asked_on"), "asked", "这一方已经申请了", "party")


def together(s: Situation, _: str) -> Refused | None:
    """Art. 33, 民事诉讼法 art. 205: all apply together: each has asked, or all have signed one paper."""
    if s.form is None or s.form.get("jointly"):
        return None
    who = course.numbered(missing := course.not_yet(s.case, "asked_on"))
    text = Said("%(who)s还没有申请；司法确认须由各方共同申请", who=who)
    return _unless(not missing, "not_together", text, "jointly")


def at_its_court(s: Situation, _: str) -> Refused | None:
    """What a court decides is entered by that court; by the body only where the court has no desk here."""
    court = s.case.more.get("court")
    return _unless(court in {None, s.actor.unit_id}, "the_courts", "由法院在自己的工位上办")


def not_taken_in(s: Situation, _: str) -> Refused | None:
    """司法确认程序规定 art. 4: a court says once whether it takes the application in."""
    return _unless(s.case.more.get("confirmation") != "accepted", "taken_in", "法院已经受理")


def taken_in(s: Situation, _: str) -> Refused | None:
    """司法确认程序规定 art. 4 and 5: a court rules on what it has taken in; a body enters what it was told."""
    more = s.case.more
    return _unless("court" not in more or more["confirmation"] == "accepted", "not_taken_in", "请先受理")


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
    """Art. 33, 民事诉讼法 art. 206: an agreement that the court did not confirm may be changed or made anew."""
    dismissed = s.case.more.get("confirmation") == "dismissed"
    return _unless(dismissed, "not_dismissed", "法院驳回确认申请以后，才可以重新调解；履行中有争议的，可以另行起诉")


def higher_tier(s: Situation, _: str) -> Refused | None:
    """There is a tier above that takes this type."""
    found = lines.above(lines.ladder(s.process, s.case.matter), s.case.more.get("tier"))
    return _unless(found, "highest_tier", "上面没有别的调解层级了；调解不成的，可以依法起诉、仲裁")


def fits_tier(s: Situation, which: str) -> Refused | None:
    """The body chosen mediates at the tier: the ``first`` of the ladder, or the ``next`` one."""
    ladder = lines.ladder(s.process, s.case.matter)
    found = lines.above(ladder, s.case.more.get("tier")) if which == "next" else next(iter(ladder), None)
    fits = s.form is None or found is None or found.takes(s.facts.more.get("lead_functions"))
    title = found.title if found else ""
    return _unless(fits, "other_tier", Said("现在该由「%(title)s」调解，请选这样的单位", title=title), "lead")


def arrangement_holds(s: Situation, _: str) -> Refused | None:
    """What is arranged can be kept: a time of day, a place unless it is by telephone, parties that there are."""
    form = s.form
    if form is None:
        return None
    invited, known = meetings.numbers(str(form.get("invited", ""))), {one["n"] for one in course.parties(s.case)}
    checks = [
        (meetings.is_time(str(form.get("meet_at", ""))), "no_time", "时间请写成 09:30 这样", "meet_at"),
        (form.get("place") or form.get("how") in {"phone", "online"}, "no_place", "请写明地点", "place"),
        (invited and known.issuperset(invited), "no_such_party", "请写当事人的序号，如 1、2", "invited"),
        (len(s.case.more.get("meetings", [])) < meetings.MOST_MEETINGS, "too_many", "约的次数太多了", "meet_on"),
    ]
    return next((Refused(code, text, name) for holds, code, text, name in checks if not holds), None)


def meeting_planned(s: Situation, _: str) -> Refused | None:
    """There is an appointment to call off, and the one named is planned."""
    planned = {one["n"] for one in s.case.more.get("meetings", []) if one["state"] == meetings.PLANNED}
    number = (s.form or {}).get("meeting")
    if not planned:
        return Refused("nothing_planned", "没有约好的调解")
    return _unless(number is None or number in planned, "no_such_meeting", "没有约好的这一次", "meeting")


def plan_holds(s: Situation, _: str) -> Refused | None:
    """Art. 29 (3): how and until when it is performed; the days of instalments follow each other up to the last."""
    form = s.form or {}
    typed = str(form.get("due_days", ""))
    if not typed.strip():
        return None
    days, last, parts = meetings.days_in(typed), form.get("perform_by"), form.get("instalments", 1)
    holds = days is not None and len(days) == parts and days == sorted(set(days)) and days[-1] == last
    words = "各期日期写成 2026-01-31、2026-02-28 这样，个数和期数相同，一期比一期晚，最后一期是最迟履行的那天"
    return _unless(holds, "no_plan", words, "due_days")


def has_evidence(s: Situation, _: str) -> Refused | None:
    """Art. 31: that an instalment was performed is shown by something: a receipt, a picture, who said so."""
    form = s.form
    shown = form is None or any(form.get(name) for name in ("receipt", "photos", "note"))
    return _unless(shown, "no_evidence", "请写明凭证（收条、转账等），或者附照片", "receipt")


GUARDS: dict[str, Callable[[Situation, str], Refused | None]] = {
    "fit_for_mediation": fit_for_mediation,
    "party_known": party_known,
    "may_still_consent": may_still_consent,
    "everybody_consented": everybody_consented,
    "no_conflict_of_interest": no_conflict_of_interest,
    "withdrawn_by_who_applied": withdrawn_by_who_applied,
    "interest_told": interest_told,
    "mediators_proposed": mediators_proposed,
    "nobody_objects": nobody_objects,
    "choice_open": choice_open,
    "may_be_chosen": may_be_chosen,
    "choice_made": choice_made,
    "choice_respected": choice_respected,
    "asked_after_choosing": asked_after_choosing,
    "signed_by_oneself": signed_by_oneself,
    "paper_holds": paper_holds,
    "may_be_spoken": may_be_spoken,
    "may_begin_anew": may_begin_anew,
    "was_entrusted": was_entrusted,
    "not_ahead": not_ahead,
    "not_behind": not_behind,
    "everybody_agrees": everybody_agrees,
    "everybody_signed": everybody_signed,
    "instalments_left": instalments_left,
    "not_confirmed_yet": not_confirmed_yet,
    "may_still_ask": may_still_ask,
    "together": together,
    "at_its_court": at_its_court,
    "not_taken_in": not_taken_in,
    "taken_in": taken_in,
    "within_thirty_days": within_thirty_days,
    "court_dismissed": court_dismissed,
    "higher_tier": higher_tier,
    "fits_tier": fits_tier,
    "arrangement_holds": arrangement_holds,
    "meeting_planned": meeting_planned,
    "plan_holds": plan_holds,
    "has_evidence": has_evidence,
}
