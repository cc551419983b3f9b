"""Who walks, over which ground, and every address there is: the material of ``test_walk``."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.cast import AT, Cast, new_posting, new_unit, new_user
from tests.stories import a_photo, load_catalogue, reported

from linli.accounts.models import User
from linli.accounts.permissions import DEFAULT_ROLES, Permission
from linli.announcements import rules as announcements
from linli.announcements.actions import announce
from linli.announcements.models import Announcement
from linli.areas.models import Area, Posting, Unit
from linli.areas.rules import Ground
from linli.cases.models import Case
from linli.exchange.following import actions as following
from linli.exchange.following.models import Item
from linli.exchange.following.rules import Row
from linli.exchange.webhooks import actions as webhooks
from linli.exchange.webhooks.models import Delivery
from linli.matters.actions import save_responsibility
from linli.matters.models import Matter, Responsibility
from linli.matters.wording import ResponsibilityValues
from linli.work.patrols import rules as patrols
from linli.work.patrols.actions import write_checklist
from linli.work.patrols.models import Checklist

#: From where somebody looks at what lies in the town: there, from the town beside it, from the county above.
OWN, NEIGHBOUR, PARENT = "own", "neighbour", "parent"
ANONYMOUS, WITHOUT_POSTING = "anonymous", "without_posting"
_TOKEN = re.compile(r'"X-CSRFToken": "\w+"|value="\w{64}"|csrfmiddlewaretoken=\w+')


@dataclass(frozen=True)
class Visitor:
    """Somebody who walks: a role on a ground, or one of the two without any."""

    name: str
    user: User | None = None
    ground: Area | None = None
    permissions: frozenset[str] = frozenset()

    @property
    def is_staff(self) -> bool:
        """Whether there is a posting to work under."""
        return self.ground is not None

    def may(self, permission: Permission, ground: Ground) -> bool:
        """Said here once more, on purpose: the permission, and the ground inside one's own."""
        return self.ground is not None and permission in self.permissions and self.covers(ground)

    def covers(self, ground: Ground) -> bool:
        """Whether the ground lies inside the visitor's."""
        return self.ground is not None and self.ground.code in ground

    def holds(self, permission: Permission) -> bool:
        """Whether the permission is held somewhere."""
        return permission in self.permissions

    def client(self) -> Client:
        """A browser in which this visitor has signed in."""
        client = Client(raise_request_exception=False)
        if self.user:
            client.force_login(self.user)
        return client


@dataclass(frozen=True)
class World:
    """What lies in the town, one of each kind."""

    cast: Cast
    case: Case
    unit: Unit
    person: User
    posting: Posting
    matter: Matter
    duty: Responsibility
    photo: UUID
    checklist: Checklist
    announcement: Announcement
    sent: Delivery
    item: Item

    @property
    def town(self) -> Ground:
        """Where all of it lies."""
        return self.cast.areas.town.ground

    @property
    def county(self) -> Ground:
        """The county of the town."""
        return self.cast.areas.county.ground

    def parts(self) -> dict[str, Any]:
        """What the parts of an address stand for, by their names."""
        return {
            "case_id": self.case.pk,
            "file_id": self.photo,
            "unit_id": self.unit.pk,
            "user_id": self.person.pk,
            "posting_id": self.posting.pk,
            "number": self.duty.pk,
            "checklist_id": self.checklist.pk,
            "announcement_id": self.announcement.pk,
            "hook_id": self.sent.subscription_id,
            "sent_id": self.sent.pk,
            "peer_id": self.item.peer_id,
            "item_id": self.item.pk,
            "action": "accept",
            "on": "2026-05-04",
            "key": nowhere(),
        }


def make_world(cast: Cast) -> World:
    """One of everything, in the town of the cast; at the units where no walker is posted."""
    load_catalogue(cast)
    unit = new_unit(area=cast.areas.town, kind="office", name="城关街道司法所")
    photo = a_photo()
    posting = new_posting(user=new_user(username="walked_by"), unit=unit, role="handler")
    return World(
        cast=cast,
        case=reported(photos=(photo,), at=AT + timedelta(minutes=1)),
        unit=unit,
        person=posting.user,
        posting=posting,
        matter=Matter.objects.get(code="0301"),
        duty=save_responsibility(
            ResponsibilityValues(area_code=cast.areas.town.code, matter_code="0301", lead_unit_id=cast.units.office.pk),
            by=cast.admin.actor,
            at=AT,
            expected=0,
        ),
        photo=photo,
        checklist=write_checklist(
            patrols.Wording("消防通道", ("有没有堵",), "weekly", AT.date()), by=cast.town_desk.actor, at=AT, key=uuid4()
        ),
        announcement=announce(
            announcements.Wording("汛期值守", "每天看一次排水口", AT.date()),
            by=cast.town_desk.actor,
            at=AT,
            key=uuid4(),
        ),
        sent=a_test_sent(cast),
        item=a_bad_item(cast),
    )


def a_test_sent(cast: Cast) -> Delivery:
    """A message to a program that hears of the town."""
    wording = webhooks.Wording("市平台", "https://hooks.example.org/", cast.areas.town.code, ("case.closed",))
    hook, _secret = webhooks.create(wording, by=cast.admin.actor, at=AT, key=uuid4())
    return webhooks.send_test(hook.pk, by=cast.admin.actor, at=AT, key=uuid4())


def a_bad_item(cast: Cast) -> Item:
    """A request of another server that the town follows; nothing was made of it."""
    wording = following.Wording("邻市", "https://open311.example.org/v2/", cast.areas.town.code)
    peer = following.create(wording, by=cast.admin.actor, at=AT, key=uuid4())
    return following.take(peer.pk, Row({"service_request_id": "A-1", "lat": "x"}), at=AT)


def visitors(cast: Cast) -> list[Visitor]:
    """Every default role on the three grounds, and the two who have none."""
    places = {OWN: cast.areas.town, NEIGHBOUR: cast.areas.other_town, PARENT: cast.areas.county}
    units = {where: new_unit(area=area, kind="office", name=f"{area.name}督查办") for where, area in places.items()}
    walkers = [Visitor(ANONYMOUS), Visitor(WITHOUT_POSTING, cast.without_posting)]
    for role, _, permissions in DEFAULT_ROLES:
        for where, area in places.items():
            user = new_user(username=f"walker_{role}_{where}")
            new_posting(user=user, unit=units[where], role=role)
            walkers.append(Visitor(f"{role}/{where}", user, area, frozenset(str(p) for p in permissions)))
    return walkers


def every_address() -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the project by its full name; nameless ones by their route."""
    yield from _patterns(get_resolver(), "", "")


def _patterns(resolver: URLResolver, space: str, route: str) -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            deeper = f"{space}{one.namespace}:" if one.namespace else space
            yield from _patterns(one, deeper, f"{route}{one.pattern}")
        else:
            yield f"{space}{one.name}" if one.name else f"{route}{one.pattern}", one


def ask(client: Client, method: str, url: str) -> HttpResponse:
    """One request, of which nothing stays, neither in the database nor in the browser."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(url)
        body = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = cookies
    response.walked_body = body.decode("utf-8", "replace")
    return response  # type: ignore[no-any-return]  # the test client's own kind of response


def looks(response: Any) -> str:
    """What a page shows, but for the token that differs every time."""
    return _TOKEN.sub("", response.walked_body)


def nowhere() -> str:
    """A key that nothing has."""
    return str(uuid4())
