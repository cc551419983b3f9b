"""Bodies that mediate around the desks whose sign-ins are shown, with their rosters."""

from datetime import date, datetime, timedelta
from itertools import islice
from uuid import uuid5

from linli.areas import queries as areas
from linli.areas.models import Unit
from linli.areas.rules import Actor
from linli.deadlines.rules import SHANGHAI
from linli.demo.actions.cases import NAMESPACE, Company
from linli.demo.plan import FOCUS
from linli.work.disputes.actions import BodyWording, MediatorWording, enrol, keep_body

COUNTY, TOWN, COMMUNITY = FOCUS[:6], FOCUS[:9], FOCUS[:12]
#: The functions of the units that mediate there: the kind, on which ground, how many members sit in the committee.
_BODIES = (
    ("村(居)人民调解委员会", "village", "community", COMMUNITY, 4),
    ("街道(乡镇)人民调解委员会", "town", "town", TOWN, 2),
    ("劳动争议调解组织", "trade", "county", COUNTY, 3),
    ("医疗纠纷人民调解委员会", "trade", "county", COUNTY, 5),
    ("交通事故人民调解委员会", "trade", "county", COUNTY, 3),
)
_NAMES = ("周桂兰", "孙文华", "何志远", "罗秀英", "邓国强")


def keep_rosters(company: Company, *, at: datetime) -> int:
    """Say what each body is and who is on its roster; returns how many bodies. Done again, nothing changes."""
    by = company.on_ground(COUNTY, "administrator")
    since = at.astimezone(SHANGHAI).date() - timedelta(days=200)
    kept = 0
    for function, kind, level, code, members in _BODIES:
        for unit in areas.units_on(level, code):
            if function in unit.functions and unit.area.code == code:
                _keep(unit, kind, members, company, since, by=by, at=at)
                kept += 1
    return kept


def _keep(unit: Unit, kind: str, members: int, company: Company, since: date, *, by: Actor, at: datetime) -> None:  # noqa: PLR0913 - what is said of a body, each part named in the table above
    wording = BodyWording(unit.pk, kind, seat=f"{unit.area.name}综治中心一楼调解室", has_woman=kind != "town")
    body = keep_body(wording, by=by, at=at)
    here = [MediatorWording(one.name, since, one.posting_id) for one in company.by_unit[unit.pk, "handler"]]
    others = (MediatorWording(name, since) for name in _NAMES)
    for number, line in enumerate(islice((*here, *others), members)):
        enrol(body.pk, line, by=by, at=at, key=uuid5(NAMESPACE, f"roster {unit.name} {number}"))
