"""What of the demo county stands already, and who may be tried as a sign-in."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Min

from linli.accounts.models import User
from linli.areas.models import Area, Posting
from linli.cases.models import Case, Follow
from linli.demo.plan import COUNTY, FOCUS, SCHEME
from linli.demo.units import COMPANIES, COURTS, DEPARTMENTS
from linli.matters.models import Edition, Responsibility
from linli.registers.places.models import Place
from linli.work.patrols.models import Checklist

#: Under which the county's own responsibility list stands in the editions.
DUTIES_NOTE = "演示县权责清单"
GRID_WORKER, COMMUNITY_DESK, TOWN_DESK = f"grid.{FOCUS}", f"desk.{FOCUS[:12]}", f"desk.{FOCUS[:9]}"
COUNTY_DESK = "desk.county"
#: Who mediates in the community whose desk is shown, and the last of the handlers of the county: the court's.
MEDIATOR, COURT = f"handler.{FOCUS[:12]}.1", f"handler.{COUNTY[0]}.{len((*DEPARTMENTS, *COMPANIES, *COURTS))}"
#: One person for each role, by sign-in name; handler 1 is the urban management bureau.
SHOWN: tuple[tuple[str, str], ...] = (
    (GRID_WORKER, "网格员"),
    (f"chief.{FOCUS[:12]}", "网格长"),
    (COMMUNITY_DESK, "社区受理派遣员"),
    (TOWN_DESK, "街道受理派遣员"),
    (COUNTY_DESK, "县受理派遣员"),
    (f"handler.{COUNTY[0]}.1", "承办人"),
    (MEDIATOR, "人民调解员"),
    (COURT, "法院书记员"),
    ("supervisor.county", "督办员"),
    ("leader.county", "领导"),
    ("admin", "系统管理员"),
    ("auditor", "审计员"),
)


@dataclass(frozen=True)
class SignIn:
    """Somebody to try the platform as."""

    username: str
    role: str
    full_name: str
    unit: str
    ground: str


def has_ground() -> bool:
    """Whether the areas stand."""
    return Area.objects.filter(code=COUNTY[0], scheme=SCHEME).exists()


def has_map() -> bool:
    """Whether the map is laid."""
    return Place.objects.filter(county=COUNTY[0]).exists()


def has_staff() -> bool:
    """Whether everybody is posted and may sign in: passwords come last."""
    return User.objects.filter(username=SHOWN[-1][0]).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists()


def has_matters() -> bool:
    """Whether the county has its responsibility list."""
    return Responsibility.objects.filter(area__code=COUNTY[0]).exists()


def has_round() -> bool:
    """Whether the grids have their patrols: checklists and announcements come in one transaction."""
    return Checklist.objects.filter(county=COUNTY[0]).exists()


def has_cases() -> bool:
    """Whether everything has been played: following comes last."""
    return Follow.objects.filter(case__county=COUNTY[0]).exists()


def has_disputes() -> bool:
    """Whether there are disputes: they come in one transaction."""
    return Case.objects.filter(county=COUNTY[0], process="dispute").exists()


def has_risks() -> bool:
    """Whether there are risk assessments: they come in one transaction."""
    return Case.objects.filter(county=COUNTY[0], process="risk").exists()


def begun_at() -> datetime | None:
    """When the county's cases were begun, if they were: an interrupted building goes on from that moment."""
    lists = Edition.objects.filter(subject_code__startswith=COUNTY[0], note=DUTIES_NOTE)
    first: datetime | None = lists.aggregate(first=Min("at"))["first"]
    return first


def sign_ins() -> list[SignIn]:
    """One person for each role, in the order in which a case meets them, with the posting they come in under."""
    found = {
        posting.user.username: posting
        for posting in Posting.objects.filter(user__username__in=[name for name, _ in SHOWN])
        .select_related("user", "unit", "ground")
        .order_by("-pk")
    }
    return [
        SignIn(name, role, found[name].user.full_name, found[name].unit.name, found[name].ground.name)
        for name, role in SHOWN
        if name in found
    ]
