"""Patrols and announcements around the desks whose sign-ins are shown."""

from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from linli.announcements import rules as announcements
from linli.announcements.actions import announce
from linli.areas.access import actor_of
from linli.areas.queries import postings_on
from linli.areas.rules import Actor
from linli.deadlines.rules import SHANGHAI
from linli.demo.plan import FOCUS
from linli.demo.queries import COMMUNITY_DESK, COUNTY_DESK, GRID_WORKER, TOWN_DESK
from linli.work.patrols.actions import answer, arise, write_checklist
from linli.work.patrols.models import Checklist
from linli.work.patrols.queries import patrols_for
from linli.work.patrols.rules import Reply, Wording

FIRE = (
    "消防通道、疏散楼梯有没有堵占",
    "楼道里有没有电动自行车停放、充电",
    "灭火器、消火栓是否在位有效",
    "飞线充电、私拉电线有没有",
)
DRAINS = ("低洼处有没有积水", "雨水口有没有堵", "井盖是否完好", "警示标志是否醒目")
LIGHTS = ("路灯是否全亮", "楼道声控灯是否能亮", "健身器材是否牢固")


@transaction.atomic
def send_round(*, at: datetime) -> tuple[int, int]:
    """Checklists, a week of answers, and announcements; returns how many checklists and announcements."""
    desks = _actors(at)
    today = at.astimezone(SHANGHAI).date()
    written = [
        _checklist(desks[COMMUNITY_DESK], "消防通道周查", FIRE, "weekly", today, at),
        _checklist(desks[COMMUNITY_DESK], "公共照明和健身器材月查", LIGHTS, "monthly", today, at),
        _checklist(desks[TOWN_DESK], "汛期排水口排查", DRAINS, "once", today, at),
    ]
    _answered(written[0].title, _WHOLE, desks[GRID_WORKER], at - timedelta(days=9))
    for checklist in written:
        arise(checklist, at=at)
    _answered(written[0].title, _BEGUN, desks[GRID_WORKER], at - timedelta(hours=2))
    told = [_announcement(desks[name], title, text, days, at) for name, title, text, days in ANNOUNCEMENTS]
    return len(written), len(told)


#: By which desk, what, and for how many days; 0: until it is taken down.
ANNOUNCEMENTS = (
    (
        COUNTY_DESK,
        "冬季取暖用电安全提示",
        "近期气温下降，请在日常巡查时提醒住户：取暖器远离床铺和窗帘，出门断电；发现线路老化、飞线充电的，请上报。",
        30,
    ),
    (
        COMMUNITY_DESK,
        "鼓楼广场周边周四上午停水",
        "因管网检修，周四 8:00–12:00 鼓楼广场周边停水。有独居、行动不便的住户需要送水的，请告诉社区值班电话。",
        7,
    ),
)


def _actors(at: datetime) -> dict[str, Actor]:
    names = (COUNTY_DESK, TOWN_DESK, COMMUNITY_DESK, GRID_WORKER)
    found = postings_on(at.astimezone(SHANGHAI).date()).filter(user__username__in=names).order_by("-pk")
    return {posting.user.username: actor_of(posting) for posting in found}


def _key(*parts: object) -> UUID:
    return uuid5(NAMESPACE_URL, ":".join(map(str, ("demo", *parts))))


def _checklist(  # noqa: PLR0913, PLR0917 - a checklist has these parts
    desk: Actor, title: str, items: tuple[str, ...], rhythm: str, today: date, at: datetime
) -> Checklist:
    """Begun ten days ago, so that there is an earlier turn; what is done once has ten days left."""
    began = today - timedelta(days=10)
    until = today + timedelta(days=10) if rhythm == "once" else None
    wording = Wording(title, items, rhythm, began, until)
    return write_checklist(wording, by=desk, at=at - timedelta(days=10), key=_key("checklist", title))


def _answered(title: str, replies: tuple[Reply, ...], worker: Actor, at: datetime) -> None:
    """What the worker of the shown grid found at one checklist."""
    for task in patrols_for(worker, at):
        if task.grid == FOCUS and task.title == title:
            answer(task.id, replies, by=worker, at=at, key=_key("answer", task.from_on))


_BEGUN = (
    Reply("1", "found", "12 栋 2 单元一楼堆放旧家具，已劝住户本周搬走"),
    Reply("2", "fine"),
)
_WHOLE = tuple(Reply(str(number), "fine") for number in range(1, len(FIRE) + 1))


def _announcement(desk: Actor, title: str, text: str, days: int, at: datetime) -> int:
    today = at.astimezone(SHANGHAI).date()
    wording = announcements.Wording(title, text, today, today + timedelta(days=days) if days else None)
    return announce(wording, by=desk, at=at, key=_key("announcement", title)).pk
