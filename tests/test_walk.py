"""Every address × every role × its own, the neighbouring and the parent ground.

The table says of each address who may: everybody, whoever signed in, staff, or a permission on a ground. An address
that the table does not name fails the first test, so a new page declares itself here. Whoever may not finds nothing:
the page for what is forbidden is, letter for letter, the page for what does not exist.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.cast import Cast
from tests.walking import (
    ANONYMOUS,
    NEIGHBOUR,
    OWN,
    PARENT,
    WITHOUT_POSTING,
    Visitor,
    World,
    ask,
    every_address,
    looks,
    make_world,
    visitors,
)

from linli.accounts.permissions import Permission as May
from linli.areas.rules import Ground

NOT_OFFERED, FORBIDDEN, ABSENT, FOUND, UNKNOWN = 405, 403, 404, 302, 401
LOGIN = "/accounts/login/"


@dataclass(frozen=True)
class Rule:
    """Who may open an address, and with what it answers: ``get`` and ``post`` to those who may, 405 where not said.

    ``lowest`` is what one has to be at least; others of that kind get ``otherwise``.
    """

    may: Callable[[Visitor, World], bool]
    get: int | str = 0
    post: int | str = 0
    lowest: str = "staff"
    otherwise: int = ABSENT
    parts: Mapping[str, Any] = field(default_factory=dict)
    #: What is said to whoever has not signed in: a page sends them there, a program is told.
    stranger: int | str = LOGIN

    def expected(self, visitor: Visitor, world: World, method: str) -> int | str:
        """The status for a visitor, or the sign-in page."""
        offered = getattr(self, method)
        if not offered:
            return NOT_OFFERED
        if self.lowest != "public" and visitor.name == ANONYMOUS:
            return self.stranger
        if self.lowest == "staff" and not visitor.is_staff:
            return FORBIDDEN
        return offered if self.may(visitor, world) else self.otherwise


def anybody(_visitor: Visitor, _world: World) -> bool:
    """No question asked."""
    return True


def public(get: int = 0, post: int = 0, **parts: Any) -> Rule:
    """Open to everybody."""
    return Rule(anybody, get, post, "public", parts=parts)


def account(get: int | str = 0, post: int | str = 0) -> Rule:
    """One's own account: whoever has signed in."""
    return Rule(anybody, get, post, "signed in")


def staff(get: int = 0, post: int = 0, **parts: Any) -> Rule:
    """Everybody with a posting."""
    return Rule(anybody, get, post, parts=parts)


def phone(get: int = 0, post: int = 0, **parts: Any) -> Rule:
    """Everybody with a posting, by a program: whoever has not signed in hears that, and sees no page."""
    return Rule(anybody, get, post, parts=parts, stranger=UNKNOWN)


def holding(permission: May, get: int = 0, post: int = 0, otherwise: int = ABSENT, **parts: Any) -> Rule:
    """Whoever holds a permission, wherever."""
    return Rule(lambda v, _: v.holds(permission), get, post, otherwise=otherwise, parts=parts)


def seeing(where: Callable[[World], Ground], get: int = 0, **parts: Any) -> Rule:
    """Whoever has a posting over that ground, whatever the role."""
    return Rule(lambda v, w: v.covers(where(w)), get, parts=parts)


def on(
    where: Callable[[World], Ground],
    permission: May,
    get: int = 0,
    post: int = 0,
    otherwise: int = ABSENT,
    **parts: Any,
) -> Rule:
    """Whoever holds a permission on that ground."""
    return Rule(lambda v, w: v.may(permission, where(w)), get, post, otherwise=otherwise, parts=parts)


def sees_areas_below(visitor: Visitor, _world: World) -> bool:
    """Whether there is a ground to compare parts of: all its cases are seen, and it has areas below."""
    return visitor.holds(May.VIEW_GROUND) and visitor.ground is not None and visitor.ground.level != "grid"


def begins_patrols(visitor: Visitor, _world: World) -> bool:
    """A desk near enough to its grids to send them round."""
    return visitor.holds(May.DESK) and visitor.ground is not None and visitor.ground.level in {"town", "community"}


def town(world: World) -> Ground:
    """Where the things walked to lie."""
    return world.town


def county(world: World) -> Ground:
    """Its county."""
    return world.county


def community(world: World) -> Ground:
    """The community of the case."""
    return world.cast.areas.community.ground


def case_page(get: int = 0, post: int = 0) -> Rule:
    """A case that lies in the town: for those who may look at that ground."""
    return on(town, May.VIEW_GROUND, get, post)


RULES: dict[str, Rule] = {
    # One's own account.
    "account_login": Rule(lambda v, _: v.name == ANONYMOUS, 200, 422, "public", otherwise=302),
    "account_logout": account(200, LOGIN),
    "account_after_sign_in": account(302, 302),
    "account_inactive": public(200),
    "account_reauthenticate": account(200, 422),
    "account_change_password": account(200, 422),
    "mfa_index": account(200),
    "mfa_authenticate": account(302, 302),
    "mfa_reauthenticate": account(302, 302),
    "mfa_activate_totp": account(302, 302),
    "mfa_deactivate_totp": account(ABSENT, ABSENT),
    "mfa_view_recovery_codes": account(ABSENT),
    "mfa_generate_recovery_codes": account(302, 302),
    "mfa_download_recovery_codes": account(ABSENT, ABSENT),
    "account_signup": public(ABSENT, ABSENT),
    "account_email": public(ABSENT, ABSENT),
    "account_set_password": public(ABSENT, ABSENT),
    "account_reset_password": public(ABSENT, ABSENT),
    # The workbench.
    "desk:home": staff(302),
    "desk:list": staff(200, name="to_accept"),
    "desk:search": staff(200, 302),
    "desk:counts": staff(200),
    "desk:switch": staff(post=302),
    "desk:atlas": staff(200),
    "desk:atlas_find": staff(200),
    "desk:atlas_theme": Rule(sees_areas_below, 200),
    "desk:bulk": staff(post=ABSENT),
    "desk:bulk_do": staff(post=ABSENT),
    "desk:case": case_page(200),
    "desk:do": case_page(409, 409),
    "desk:contact": case_page(200),
    "desk:sealed": on(town, May.VIEW_GROUND, 200, FORBIDDEN, number=1),
    "desk:bodies:index": staff(200),
    "desk:bodies:new": holding(May.EDIT_PEOPLE, ABSENT, ABSENT, unit_id=0),
    "desk:bodies:one": staff(ABSENT, body_id=0),
    "desk:bodies:edit": holding(May.EDIT_PEOPLE, ABSENT, ABSENT, body_id=0),
    "desk:bodies:enrol": holding(May.EDIT_PEOPLE, 0, ABSENT, body_id=0),
    "desk:bodies:retire": holding(May.EDIT_PEOPLE, ABSENT, ABSENT, body_id=0, mediator_id=0),
    "desk:disputes:figures": holding(May.VIEW_GROUND, 200),
    "desk:disputes:figures_excel": holding(May.VIEW_GROUND, 200),
    "desk:disputes:meetings": staff(200),
    "desk:disputes:meeting": staff(ABSENT, number=1),
    "desk:disputes:new": holding(May.REPORT, 200, 422, otherwise=FORBIDDEN),
    "desk:risks:new": holding(May.REPORT, 200, 422, otherwise=FORBIDDEN),
    "desk:disputes:party": staff(ABSENT, ABSENT, number=1),
    "desk:disputes:code": staff(ABSENT, ABSENT, number=1),
    "desk:follow": case_page(post=302),
    "desk:print": case_page(200),
    "desk:file": case_page(200),
    "desk:paper": on(town, May.VIEW_GROUND, 200, kind="approval"),
    "desk:figures:overview": holding(May.VIEW_GROUND, 200),
    "desk:figures:cases": holding(May.VIEW_GROUND, ABSENT),  # of which figure is in the question
    "desk:figures:report": holding(May.VIEW_GROUND, 200),
    "desk:figures:excel": holding(May.VIEW_GROUND, 200),
    "desk:registers": holding(May.EXPORT, 200, 422, otherwise=FORBIDDEN),
    "desk:report": holding(May.REPORT, 200, 422, otherwise=FORBIDDEN),
    "desk:report_alike": staff(200),
    "desk:report_where": staff(200),
    "desk:place_words": staff(200),
    "desk:find_places": staff(200),
    "desk:find_matters": staff(200),
    "desk:find_units": staff(200),
    "desk:find_criteria": staff(200),
    "desk:find_cases": staff(200),
    "desk:process": staff(200),
    "desk:process_publish": holding(May.PUBLISH, 200, 422),
    "desk:process_text": staff(200, version=1),
    "desk:notices": staff(200),
    "desk:notices_read": staff(post=302),
    # Units, people, postings, roles, the calendar, the journal.
    "desk:people:index": holding(May.EDIT_PEOPLE, 200),
    "desk:people:unit_new": holding(May.EDIT_PEOPLE, 200, 422),
    "desk:people:unit": on(town, May.EDIT_PEOPLE, 200, 422),
    "desk:people:unit_close": on(town, May.EDIT_PEOPLE, 200, 422),
    "desk:people:people": holding(May.EDIT_PEOPLE, 200),
    "desk:people:person_new": holding(May.EDIT_PEOPLE, 200, 422),
    "desk:people:person": on(town, May.EDIT_PEOPLE, 200, 422),
    "desk:people:deed": on(town, May.EDIT_PEOPLE, 200, 302, name="unlock"),
    "desk:people:posting_new": on(town, May.EDIT_PEOPLE, 200, 422),
    "desk:people:postings": holding(May.EDIT_PEOPLE, 200),
    "desk:people:posting_end": on(town, May.EDIT_PEOPLE, 200, 422),
    "desk:people:roles": holding(May.EDIT_PEOPLE, 200),
    "desk:people:role_new": on(county, May.EDIT_PEOPLE, 200, 422),
    "desk:people:role": on(county, May.EDIT_PEOPLE, 200, 422, code="handler"),
    "desk:calendar:index": on(county, May.EDIT_CALENDAR, 200),
    "desk:calendar:office": on(county, May.EDIT_CALENDAR, post=422),
    "desk:calendar:day": on(county, May.EDIT_CALENDAR, 200, 422),
    "desk:calendar:clear": on(county, May.EDIT_CALENDAR, post=302),
    # Who outside hears of cases.
    "desk:webhooks:index": holding(May.EXCHANGE, 200),
    "desk:webhooks:new": holding(May.EXCHANGE, 200, 422),
    "desk:webhooks:hook": on(town, May.EXCHANGE, 200),
    "desk:webhooks:edit": on(town, May.EXCHANGE, 200, 422),
    "desk:webhooks:do": on(town, May.EXCHANGE, 200, 302, verb="pause"),
    "desk:webhooks:since": on(town, May.EXCHANGE, post=422),
    "desk:webhooks:sent": on(town, May.EXCHANGE, 200),
    "desk:webhooks:again": on(town, May.EXCHANGE, post=302),
    "desk:following:index": holding(May.EXCHANGE, 200),
    "desk:following:new": holding(May.EXCHANGE, 200, 422),
    "desk:following:peer": on(town, May.EXCHANGE, 200),
    "desk:following:edit": on(town, May.EXCHANGE, 200, 422),
    "desk:following:matters": on(town, May.EXCHANGE, 200, 302),
    "desk:following:do": on(town, May.EXCHANGE, 200, 302, verb="pause"),
    "desk:following:again": on(town, May.EXCHANGE, post=302, verb="retry"),
    "open311:updates": public(0, FORBIDDEN, form="json"),
    "desk:journal:index": holding(May.READ_JOURNAL, 200, 200),
    # The ground.
    "desk:areas:index": staff(302),
    "desk:areas:area": seeing(community, 200),
    "desk:areas:draw": on(community, May.EDIT_AREAS, 200, 422),
    "desk:areas:words": on(community, May.EDIT_AREAS, post=422),
    "desk:areas:file": on(community, May.EDIT_AREAS, post=422),
    "desk:areas:geojson": seeing(community, 200),
    # Matters and responsibilities: all staff read them, so a page for changing them says no rather than hides.
    "desk:matters:index": staff(200),
    "desk:matters:new": on(county, May.EDIT_MATTERS, 200, 422, FORBIDDEN),
    "desk:matters:detail": staff(200, code="0301"),
    "desk:matters:edit": on(county, May.EDIT_MATTERS, 200, 422, FORBIDDEN, code="0301"),
    "desk:matters:retire": on(county, May.EDIT_MATTERS, 200, 409, FORBIDDEN, code="0301"),
    "desk:matters:revive": on(county, May.EDIT_MATTERS, 200, 409, FORBIDDEN, code="0301"),
    "desk:matters:duties": staff(200),
    "desk:matters:duty_new": holding(May.EDIT_MATTERS, 200, 422, FORBIDDEN),
    "desk:matters:duty": staff(200),
    "desk:matters:duty_edit": on(town, May.EDIT_MATTERS, 200, 422, FORBIDDEN),
    "desk:matters:duty_remove": on(town, May.EDIT_MATTERS, 200, 409, FORBIDDEN),
    "desk:matters:area_options": staff(200),
    "desk:matters:unit_options": staff(200),
    "desk:matters:matter_options": staff(200),
    "desk:matters:export": staff(200, kind="catalogue"),
    "desk:places:import": holding(May.EDIT_AREAS, 200, 422, FORBIDDEN),
    "desk:places:preview": holding(May.EDIT_AREAS, ABSENT, ABSENT, FORBIDDEN),
    "desk:places:errors": holding(May.EDIT_AREAS, ABSENT, 0, FORBIDDEN),
    "desk:matters:import": on(county, May.EDIT_MATTERS, 200, 422, FORBIDDEN, kind="catalogue"),
    "desk:matters:preview": on(county, May.EDIT_MATTERS, ABSENT, ABSENT, FORBIDDEN, kind="catalogue"),
    "desk:matters:errors": on(county, May.EDIT_MATTERS, ABSENT, 0, FORBIDDEN, kind="catalogue"),
    "desk:instructions": staff(200),
    "desk:instruction_do": staff(post=ABSENT, instruction_id=999_999_999),
    # Patrols and announcements.
    "desk:patrols:index": holding(May.DESK, 200),
    "desk:patrols:new": Rule(begins_patrols, 200, 422),
    "desk:patrols:detail": on(town, May.DESK, 200),
    "desk:patrols:edit": on(town, May.DESK, 200, 422),
    "desk:patrols:end": on(town, May.DESK, 200, 302),
    "desk:announcements:index": staff(200),
    "desk:announcements:new": holding(May.DESK, 200, 422),
    "desk:announcements:edit": on(town, May.DESK, 200, 422),
    "desk:announcements:end": on(town, May.DESK, 200, 302),
    # The command centre.
    "command:wall": holding(May.VIEW_GROUND, 200),
    "command:table": holding(May.VIEW_GROUND, 200, name="days"),
    "command:live": holding(May.VIEW_GROUND, 204),
    "command:instruct": Rule(lambda v, _: v.holds(May.VIEW_GROUND) and v.holds(May.SUPERVISE), 200, 422),
    # Maps and the residents' door.
    "tiles:base": public(204, z=14, x=1, y=1),
    "tiles:areas": public(204, level="grid", z=14, x=1, y=1),
    "tiles:cases": Rule(lambda v, _: v.is_staff, 204, 0, "public", parts={"z": 14, "x": 1, "y": 1}),
    "tiles:density": Rule(lambda v, _: v.is_staff, 204, 0, "public", parts={"z": 12, "x": 1, "y": 1}),
    "tiles:style": public(200),
    "tiles:ground": public(ABSENT),
    "tiles:locate": public(400),
    "tiles:search": public(200),
    "rest:report": public(post=415),
    "desk:programs:index": on(county, May.EXCHANGE, 200),
    "desk:programs:new": on(county, May.EXCHANGE, 200, 422, request_id="00000000-0000-0000-0000-000000000001"),
    "desk:programs:end": on(county, May.EXCHANGE, ABSENT, ABSENT, key_id=999_999_999),
    "rest:openapi": public(200),
    "rest:field:api-root": public(ABSENT, ABSENT),
    "rest:field:today": phone(200),
    "rest:field:items": phone(post=400),
    "rest:field:file": phone(ABSENT),
    "rest:field:put_file": phone(ABSENT),
    "rest:field:photo": Rule(lambda v, w: v.may(May.VIEW_GROUND, w.town), 200, stranger=UNKNOWN),
    "open311:discovery": public(200, form="xml"),
    "open311:discovery_here": public(200, form="json"),
    "open311:services": public(200, form="xml"),
    "open311:service": public(200, code="0301", form="json"),
    "open311:requests": public(200, FORBIDDEN, form="json"),
    "open311:request": public(ABSENT, number="1", form="xml"),
    "open311:token": public(ABSENT, token="1", form="json"),
    "open311:nothing": public(ABSENT, ABSENT, rest="v2/"),
    "field:shell": public(200),
    "field:manifest": public(200),
    "field:service_worker": public(200),
    "portal:home": public(200),
    "portal:elsewhere": public(200),
    "portal:privacy": public(200),
    "portal:language": public(302, 302),
    "portal:report": public(302),
    "portal:place_words": public(200),
    "portal:report_what": public(200, 422),
    "portal:report_where": public(302, 422),
    "portal:report_list": public(200),
    "portal:report_happened": public(302, 422),
    "portal:report_contact": public(302, 302),
    "portal:report_check": public(302, 302),
    "portal:report_forget": public(post=302),
    "portal:report_file": public(ABSENT),
    "portal:find": public(200),
    "portal:follow": public(200),
    "portal:thanks": public(200),
    "portal:qr": public(200),
    "portal:file": public(200),
    "portal:do": public(409, 409),
    "portal:ask": public(ABSENT, ABSENT, no="1", mark="1"),
    "portal:ask_thanks": public(ABSENT, no="1", mark="1"),
    "portal:mediation": public(302),
    "portal:mediation_step": public(200, 302, name="notice"),
    "portal:mediation_list": public(200),
    "portal:party": public(ABSENT),
    "portal:party_enter": public(0, ABSENT),
    "portal:party_leave": public(0, ABSENT),
    "portal:party_thanks": public(ABSENT),
    "portal:party_sign": public(ABSENT, ABSENT),
    "portal:party_sign_code": public(ABSENT, ABSENT),
    "portal:party_choose": public(ABSENT, ABSENT),
    "portal:party_paper": public(ABSENT),
    "portal:party_meeting": public(ABSENT, number=1),
    "portal:party_do": public(ABSENT, ABSENT, action="consent"),
    "portal:grids": public(200),
    "portal:grid": public(200),
}
#: A public code stands where these addresses say ``code``; a grid's where the last one does.
BY_PUBLIC_CODE = (
    *("portal:follow", "portal:thanks", "portal:qr", "portal:file", "portal:do"),
    # A party's own code is another one: with the case's there is nothing.
    *(name for name in RULES if name.startswith("portal:party")),
)


def address(name: str, parts: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """The address of a rule in the world."""
    return reverse(name, kwargs={key: (dict(parts) | dict(wanted))[key] for key in _needed(name)})


def _needed(name: str) -> list[str]:
    return list(dict(every_address())[name].pattern.converters)


def parts_of(name: str, rule: Rule, world: World) -> dict[str, Any]:
    """What the parts of an address stand for."""
    codes = dict.fromkeys(BY_PUBLIC_CODE, world.case.public_code)
    codes["portal:grid"] = world.cast.areas.grid.code
    codes |= dict.fromkeys((name for name in RULES if name.startswith("desk:areas:")), world.cast.areas.community.code)
    return world.parts() | ({"code": codes[name]} if name in codes else {}) | dict(rule.parts)


def test_every_address_is_declared_and_none_that_is_gone():
    found = {name for name, _ in every_address()}
    assert sorted(found - RULES.keys()) == []
    assert sorted(RULES.keys() - found) == []


@pytest.mark.parametrize("where", [OWN, NEIGHBOUR, PARENT, ""])
def test_every_address_answers_every_role_as_declared(cast: Cast, where: str, settings: Settings):
    settings.STREAM_SECONDS = 0  # a stream would not end
    settings.PORTAL_LIMITS = settings.PORTAL_LIMITS | {"wrong_code": 1_000}
    world = make_world(cast)
    wrong: list[str] = []
    for visitor in visitors(cast):
        if (visitor.name.partition("/")[2]) == where:
            wrong += walk(visitor, world)
    assert not wrong, "\n".join(wrong)


def walk(visitor: Visitor, world: World) -> list[str]:
    """What answered otherwise than declared."""
    client = visitor.client()
    nothing_here = looks(ask(client, "get", "/desk/cases/999999999/")) if visitor.is_staff else ""
    wrong = []
    for name, rule in RULES.items():
        url = address(name, parts_of(name, rule, world), {})
        for method in ("get", "post"):
            expected = rule.expected(visitor, world, method)
            if is_worth_asking(rule, method, expected, visitor) and (
                fault := misfit(client, method, url, expected, nothing_here)
            ):
                wrong.append(f"{visitor.name} {method} {name}: {fault}")
    return wrong


def is_worth_asking(rule: Rule, method: str, expected: int | str, visitor: Visitor) -> bool:
    """All of it, but for what a role cannot change: a method that is not offered, and what everybody may do."""
    if visitor.name in {ANONYMOUS, WITHOUT_POSTING} or visitor.name == f"administrator/{PARENT}":
        return True
    if expected == NOT_OFFERED or rule.lowest == "public":
        return False
    if rule.may is anybody:  # the ground cannot matter; the role might, to what the page shows
        return method == "get" and visitor.name.endswith(f"/{OWN}")
    return True


def misfit(client: Client, method: str, url: str, expected: int | str, nothing_here: str) -> str:
    """How the answer differs from what was declared; empty when it does not."""
    response = ask(client, method, url)
    status: int | str = response.status_code
    if response.headers.get("Location", "").startswith(LOGIN):
        status = LOGIN if status == FOUND else status
    if expected == NOT_OFFERED:  # whoever may not come in at all may hear that first
        return "" if status in {NOT_OFFERED, ABSENT, FORBIDDEN, LOGIN} else f"{status}, though not offered"
    if status != expected:
        return f"{status}, not {expected}"
    if expected == ABSENT and nothing_here and url.startswith("/desk/") and looks(response) != nothing_here:
        return "does not look like what is not there"
    return ""
