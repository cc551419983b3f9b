"""A few weeks in the demo county: cases opened and moved on by the engine, each step at its moment in the past."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID, uuid5

from django.db.models import Max

from linli.areas import queries as areas
from linli.areas.access import actor_of
from linli.areas.rules import RESIDENT, Actor
from linli.cases.actions import Report, act, follow, open_case
from linli.cases.models import Assignment, Case, Step
from linli.cases.tasks import run_clocks
from linli.deadlines.rules import SHANGHAI, Limit, TimeUnit
from linli.demo import stories
from linli.demo.casting import Casting, MatterFacts, Scene, ordered
from linli.demo.plan import COUNTY, FOCUS, Plan
from linli.demo.planar import dice
from linli.demo.schedule import Limits
from linli.demo.sketches import SCENES, sketch
from linli.documents.actions import store_photo
from linli.matters import queries as matters

Progress = Callable[[int, int], None]
Form = dict[str, object]
#: Names the keys of requests, so that a case played again would be known.
NAMESPACE = UUID("6f1ddc0e-5b5c-4c0a-9a53-0d5b6a0c9901")
TICKS = ((8, 40), (15, 30))
PHOTO_SHARE, SECOND_PHOTO_SHARE = 0.85, 0.2
FOLLOWED = 6
VARIANTS = 3
ACTIONS = {"dispatch_other": "dispatch", "supervise_publicly": "supervise"}


def matter_facts() -> dict[str, MatterFacts]:
    """Level, limits and lead of every matter, as casting wants them."""
    found = {}
    for matter in matters.active():
        first = matters.criteria(matter)[0]
        accept = Limit(matter.accept_limit, TimeUnit(matter.accept_unit))
        handle = Limit(first.limit, TimeUnit(first.unit))
        found[matter.code] = MatterFacts(matter.first_level, Limits(accept, handle), matter.default_function)
    return found


@dataclass(slots=True)
class Company:
    """Everybody who acts, by where they are posted."""

    by_unit: dict[tuple[int, str], list[Actor]] = field(default_factory=lambda: defaultdict(list))
    by_ground: dict[tuple[str, str], list[Actor]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def gathered(cls, at: datetime) -> "Company":
        company = cls()
        for posting in areas.postings_on(at.astimezone(SHANGHAI).date()).order_by("pk"):
            actor = actor_of(posting)
            company.by_unit[posting.unit_id, posting.role.code].append(actor)
            company.by_ground[posting.ground.code, posting.role.code].append(actor)
        return company

    def at_unit(self, unit_id: int | None, role: str) -> Actor:
        return self.by_unit[unit_id or 0, role][0]

    def on_ground(self, code: str, role: str) -> Actor:
        return self.by_ground[code, role][0]


def play_cases(plan: Plan, *, now: datetime, progress: Progress, most: int = 1000) -> int:
    """Let everything happen in the order of time, the clocks speaking in between; returns the number of cases.

    Every step is a transaction of its own, under a key made of its number: after an interruption a call with the
    same `now` goes on where it stopped. `most` bounds the cases that end alike.
    """
    casting = Casting(plan, matter_facts(), areas.calendar_for(COUNTY[0]), now, most)
    scenes = casting.scenes()
    play = Play(scenes, Company.gathered(now), dice(plan.seed, "play"))
    moments = ordered(scenes)
    played = Step.objects.filter(case__county=COUNTY[0]).aggregate(last=Max("at"))["last"] or moments[0][0]
    ticks = [tick for tick in _ticks(moments[0][0], now) if tick > played]
    for number, (at, scene, step) in enumerate(moments):
        while ticks and ticks[0] <= at:
            run_clocks(at=ticks.pop(0))
        if step < 0:
            play.open(scene, at)
        else:
            play.act(scene, step, at)
        progress(number + 1, len(moments))
    for tick in [*ticks, now]:
        run_clocks(at=tick)
    play.follow_some(now)
    return len(scenes)


def _ticks(first: datetime, now: datetime) -> Iterator[datetime]:
    day = first.astimezone(SHANGHAI)
    while day <= now:
        for hour, minute in TICKS:
            tick = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
            if first < tick < now:
                yield tick
        day += timedelta(days=1)


@dataclass(slots=True)
class Play:
    """The cases so far, and who does what next with them."""

    scenes: list[Scene]
    company: Company
    rng: Random
    cases: dict[int, Case] = field(default_factory=dict)
    opened: dict[UUID, Case] = field(init=False)
    taken: set[UUID] = field(init=False)

    def __post_init__(self) -> None:
        """What an earlier call has got done."""
        there = Case.objects.filter(county=COUNTY[0]).select_related("matter").order_by()
        self.opened = {case.open_key: case for case in there}
        self.taken = set(Step.objects.filter(case__county=COUNTY[0]).order_by().values_list("key", flat=True))

    def open(self, number: int, at: datetime) -> None:
        """Somebody reports."""
        key = uuid5(NAMESPACE, f"open {number}")
        if key in self.opened:
            self.cases[number] = self.opened[key]
            return
        scene = self.scenes[number]
        by = self._reporter(scene)
        name, telephone = scene.reporter
        report = Report(
            source=scene.source,
            matter_code=scene.story.matter,
            description=scene.text,
            address=scene.place.name,
            lon=round(scene.place.at.x, 7),
            lat=round(scene.place.at.y, 7),
            contact_name=name,
            contact_phone=telephone,
            photos=tuple(self._photos(scene, by, at)),
        )
        self.cases[number] = open_case(report=report, by=by, at=at, key=key)

    def act(self, number: int, place: int, at: datetime) -> None:
        """Somebody does the next thing; whoever does it is found by the relation to the case."""
        key = uuid5(NAMESPACE, f"act {number} {place}")
        if key in self.taken:
            return
        case = self.cases[number]
        scene = self.scenes[number]
        step = scene.path.steps[place]
        by = self._actor(step.who, case)
        form = self._form(step, case, scene, by, at)
        action = ACTIONS.get(step.action, step.action)
        self.cases[number] = act(case.pk, action, by=by, at=at, form=form, key=key).case

    def follow_some(self, at: datetime) -> None:
        """The desks whose sign-ins are shown, and the supervisor, follow a few cases."""
        for code, role in ((FOCUS[:12], "desk"), (FOCUS[:9], "desk"), (COUNTY[0], "desk"), (COUNTY[0], "supervisor")):
            ground = {6: "county", 9: "town", 12: "community"}[len(code)]
            open_cases = Case.objects.filter(is_final=False, **{ground: code}).order_by("-opened_at")
            for case_id in open_cases.values_list("pk", flat=True)[:FOLLOWED]:
                follow(case_id, by=self.company.on_ground(code, role), at=at)

    def _reporter(self, scene: Scene) -> Actor:
        grid = scene.place.grid
        if scene.source == "portal":
            return RESIDENT
        if scene.source in {"grid", "patrol"}:
            return self.company.on_ground(grid, "grid_worker")
        ground = {"hotline": COUNTY[0], "visit": grid[:9]}.get(scene.source, grid[:12])
        return self.company.on_ground(ground, "desk")

    def _actor(self, who: str, case: Case) -> Actor:
        company = self.company
        if who == "resident":
            return RESIDENT
        if who == "grid":
            return company.on_ground(case.grid, "grid_worker")
        if who == "assist":
            waiting = Assignment.objects.filter(case=case, role="assist", ended_at=None).order_by("pk")
            return company.at_unit(waiting.values_list("unit_id", flat=True)[0], "handler")
        if who in {"supervisor", "approver"}:
            return company.on_ground(case.county, {"approver": "leader"}.get(who, who))
        return company.at_unit(*((case.lead_unit_id, "handler") if who == "lead" else (case.desk_unit_id, "desk")))

    def _photos(self, scene: Scene, by: Actor, at: datetime) -> Iterator[UUID]:
        if scene.story.scene in SCENES and self.rng.random() < PHOTO_SHARE:
            for shift in range(2 if self.rng.random() < SECOND_PHOTO_SHARE else 1):
                yield self._photo(scene, shift, by, at, done=False)

    def _photo(self, scene: Scene, shift: int, by: Actor, at: datetime, *, done: bool) -> UUID:
        upload = sketch(scene.story.scene, (scene.variant + shift) % VARIANTS, done=done)
        return store_photo(upload=upload, name="示例照片.jpg", by=by, at=at).pk

    def _form(self, step: stories.Step, case: Case, scene: Scene, by: Actor, at: datetime) -> Form:
        if step.action in {"feed_back", "settle"}:
            photo = self._photo(scene, 0, by, at, done=True)
            return {"result": self.rng.choice(scene.story.result), "evidence": [str(photo)]}
        if step.action in {"dispatch", "dispatch_other"}:
            return self._dispatch(case, scene, is_other=step.action == "dispatch_other")
        if step.action == "merge":
            return {"into": self.cases[scene.twin_of or 0].no, "reason": "同一地点、同一件事"}
        if step.action == "ask_extension":
            return {
                "amount": max(Decimal("0.5"), case.limit_amount / 2),
                "reason": "配件须从外地调运，预计晚两天到货。",
            }
        if step.action == "ask_suspension":
            until = (at + timedelta(days=self.rng.randint(40, 120))).astimezone(SHANGHAI).date()
            return {"until": until, "reason": "已列入下一季度改造计划，资金批复后施工。"}
        return self._words(step.action)

    def _dispatch(self, case: Case, scene: Scene, *, is_other: bool) -> Form:
        route = matters.route(case.matter, case.ground)
        lead = route.lead_unit
        if is_other or lead is None:
            lead = areas.unit_for("街道(乡镇)综合管理办", case.ground) or lead
        assists = [areas.unit_for(scene.story.assist, case.ground)] if scene.path.assisted else []
        if scene.path.clock == "handle":
            assists += route.assist_units
        wanted = dict.fromkeys(unit.pk for unit in assists if unit and lead and unit.pk != lead.pk)
        return {"lead": lead.pk if lead else None, "assists": list(wanted), "note": "请按时限办理并拍照反馈。"}

    def _words(self, action: str) -> Form:
        form = dict(FORMS.get(action, {}))
        if action in {"rate", "call_back"}:
            score = self.rng.choices((5, 4, 3, 2), (60, 28, 9, 3))[0]
            form = {"score": score, "comment": self.rng.choice(COMMENTS[score])}
        if action == "pass":
            form["method"] = self.rng.choice(("site", "phone", "photo"))
        return form


COMMENTS = {
    5: ("处理得很快，谢谢。", "当天就好了，满意。", "师傅很细心，还回头看了一次。"),
    4: ("办好了，就是等了两天。", "问题解决了。"),
    3: ("修好了，但现场没清扫干净。", "还行，希望下次提前告知。"),
    2: ("催了一次才来，效果一般。",),
}
FORMS: dict[str, Form] = {
    "escalate": {"reason": "超出本级处置能力，请上级协调。"},
    "refuse": {
        "reason": "反映内容属于法院正在审理的事项，不在受理范围。",
        "remedy": "请向承办法院反映；对本告知有异议，可拨打 12345。",
    },
    "withdraw": {"reason": "问题已经自行解决。"},
    "void": {"reason": "测试登记，重复录入。"},
    "return": {"reason": "现场核实，该处管护责任不在本单位，附权属说明。"},
    "rework": {"reason": "照片显示仍有残留，请清理到位后再反馈。"},
    "reopen": {"reason": "只好了一天，今天又出现了。"},
    "urge": {"note": "请抓紧办理，居民已多次来电。"},
    "supervise": {"kind": "ordinary", "reason": "已超时限，请两日内办结并书面说明。"},
    "supervise_publicly": {"kind": "public", "reason": "群众反映集中，挂牌督办，办结前每日报进展。"},
    "ask_check": {"note": "请到现场看一下是否属实、具体在哪个位置。"},
    "ask_recheck": {"note": "请到现场看看是否办好。"},
    "report_recheck": {"passed": "true", "result": "现场查看，已经办好。"},
    "assist_feed_back": {"result": "已派人到场配合，本单位部分已完成。"},
    "appeal": {"reason": "当日暴雨橙色预警，户外作业按规定暂停，附预警记录。"},
    "grant_appeal": {"reason": "情况属实，超期不计入考核。"},
    "ask_force_close": {"reason": "权属单位已注销，经三次公告无人认领，申请结案。"},
    "pass": {"note": "与现场一致。"},
}
