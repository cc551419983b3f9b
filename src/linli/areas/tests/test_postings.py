"""People and their postings: who may create, change and end them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections
from tests.cast import AT, Cast, new_posting, player

from linli.accounts.audit.models import Entry
from linli.accounts.models import User
from linli.accounts.permissions import Permission
from linli.areas import people as known
from linli.areas.access import actor_of
from linli.areas.actions import people
from linli.areas.actions.people import PostingForm
from linli.areas.models import Posting
from linli.areas.rules import SYSTEM, Actor, BadForm, NotAllowed, Refused

TODAY = date(2026, 3, 4)


@pytest.fixture
def form(cast: Cast) -> PostingForm:
    """The grid worker also for the other grid."""
    return PostingForm(
        unit_id=cast.units.community_desk.pk,
        role_code="grid_worker",
        ground_code=cast.areas.other_grid.code,
        from_on=TODAY,
    )


@pytest.fixture
def town_admin(cast: Cast) -> Actor:
    """An administrator of the town only."""
    return player("town_admin", "administrator", cast.units.town_desk).actor


def create(cast: Cast, form: PostingForm, **changes):
    by = changes.pop("by", cast.admin.actor)
    return people.create_posting(cast.grid_worker.user.pk, form=replace(form, **changes), by=by, at=AT)


def test_a_person_may_hold_several_postings(cast: Cast, form: PostingForm):
    create(cast, form)
    assert Posting.objects.filter(user=cast.grid_worker.user).count() == 2


def test_the_same_posting_twice_is_said_beside_the_field_and_created_once(cast: Cast, form: PostingForm):
    create(cast, form)
    with pytest.raises(BadForm) as refused:
        create(cast, form)
    assert set(refused.value.errors) == {"role"}
    assert Posting.objects.filter(user=cast.grid_worker.user, ground=cast.areas.other_grid).count() == 1


def test_a_posting_after_another_of_the_same_kind_is_no_overlap(cast: Cast, form: PostingForm):
    create(cast, form, to_on=TODAY + timedelta(days=10))
    create(cast, form, from_on=TODAY + timedelta(days=10))


def test_a_ground_outside_the_administrators_is_refused(cast: Cast, form: PostingForm, town_admin: Actor):
    for by, code in [(cast.admin.actor, "990102"), (town_admin, "990101101"), (town_admin, "990101")]:
        with pytest.raises(BadForm) as refused:
            create(cast, form, ground_code=code, by=by)
        assert set(refused.value.errors) == {"ground"}


def test_the_unit_serves_the_ground(cast: Cast, form: PostingForm):
    for unit in (cast.units.other_town_desk, cast.units.neighbour_desk):
        with pytest.raises(BadForm) as refused:
            create(cast, form, unit_id=unit.pk)
        assert set(refused.value.errors) == {"unit"}


def test_a_period_ends_after_it_begins_and_not_in_the_past(cast: Cast, form: PostingForm):
    for start, end in [(TODAY, TODAY), (TODAY - timedelta(days=9), TODAY - timedelta(days=3))]:
        with pytest.raises(BadForm) as refused:
            create(cast, form, from_on=start, to_on=end)
        assert set(refused.value.errors) == {"to_on"}


def test_any_default_role_may_be_granted_inside_the_ground(cast: Cast, form: PostingForm, town_admin: Actor):
    roles = ("administrator", "auditor", "leader", "supervisor", "desk", "handler", "grid_chief", "grid_worker")
    for role in roles:
        create(cast, form, role_code=role, by=town_admin)
    assert Posting.objects.filter(user=cast.grid_worker.user).count() == len(roles) + 1


def test_nobody_hands_on_a_permission_of_administrators_that_they_lack(cast: Cast, form: PostingForm):
    clerk = replace(cast.admin.actor, permissions=frozenset({str(Permission.EDIT_PEOPLE)}))
    create(cast, form, role_code="desk", by=clerk)
    with pytest.raises(BadForm) as refused:
        create(cast, form, role_code="administrator", by=clerk)
    assert "管理区划与网格" in refused.value.errors["role"]


def test_a_stranger_to_the_ground_cannot_be_posted_by_number(cast: Cast, form: PostingForm):
    with pytest.raises(NotAllowed):
        people.create_posting(cast.stranger.user.pk, form=form, by=cast.admin.actor, at=AT)


def test_an_ended_posting_is_no_longer_in_force(cast: Cast):
    people.end_posting(cast.handler.posting.pk, TODAY, by=cast.admin.actor, at=AT)
    assert not known.in_force(TODAY).filter(pk=cast.handler.posting.pk).exists()
    assert known.in_force(TODAY - timedelta(days=1)).filter(pk=cast.handler.posting.pk).exists()
    assert Entry.objects.filter(verb="posting.end", subject_id=cast.handler.posting.pk).count() == 1


def test_ending_twice_changes_nothing(cast: Cast):
    for _ in range(2):
        people.end_posting(cast.handler.posting.pk, TODAY, by=cast.admin.actor, at=AT)
    assert Entry.objects.filter(verb="posting.end").count() == 1


def test_a_posting_never_ends_in_the_past(cast: Cast):
    with pytest.raises(BadForm):
        people.end_posting(cast.handler.posting.pk, TODAY - timedelta(days=1), by=cast.admin.actor, at=AT)


def test_a_posting_elsewhere_is_not_there(cast: Cast, town_admin: Actor):
    for by, posting in [(cast.admin.actor, cast.stranger.posting), (town_admin, cast.handler.posting)]:
        with pytest.raises(NotAllowed):
            people.end_posting(posting.pk, TODAY, by=by, at=AT)


def test_an_administrator_cannot_end_the_own_last_posting_as_one(cast: Cast):
    with pytest.raises(Refused) as refused:
        people.end_posting(cast.admin.posting.pk, TODAY, by=cast.admin.actor, at=AT)
    assert refused.value.code == "last_administrator"
    second = new_posting(user=cast.admin.user, unit=cast.units.town_desk, role="administrator")
    people.end_posting(cast.admin.posting.pk, TODAY, by=cast.admin.actor, at=AT)
    with pytest.raises(Refused):
        people.end_posting(second.pk, TODAY, by=actor_of(second), at=AT)


def test_a_new_person_comes_with_a_posting_and_a_one_time_password(cast: Cast, form: PostingForm):
    posting, password = people.create_person(
        username="newcomer", full_name="新人", work_phone="", posting=form, by=cast.admin.actor, at=AT
    )
    assert posting.user.check_password(password)
    assert posting.user.must_change_password


@pytest.mark.parametrize("username", ["handler", "HANDLER"])
def test_a_name_taken_is_said_beside_the_field(cast: Cast, form: PostingForm, username: str):
    with pytest.raises(BadForm) as refused:
        people.create_person(username=username, full_name="x", work_phone="", posting=form, by=cast.admin.actor, at=AT)
    assert set(refused.value.errors) == {"username"}


def test_a_person_whose_posting_is_refused_is_not_created(cast: Cast, form: PostingForm):
    wrong = replace(form, ground_code="990102")
    with pytest.raises(BadForm):
        people.create_person(
            username="newcomer", full_name="x", work_phone="", posting=wrong, by=cast.admin.actor, at=AT
        )
    assert not User.objects.filter(username="newcomer").exists()


def test_the_account_of_somebody_who_also_works_elsewhere_is_left_to_those_there(cast: Cast, town_admin: Actor):
    people.reset_password(cast.town_desk.user.pk, by=town_admin, at=AT)
    new_posting(user=cast.town_desk.user, unit=cast.units.county_desk, role="desk")
    with pytest.raises(Refused) as refused:
        people.reset_password(cast.town_desk.user.pk, by=town_admin, at=AT)
    assert refused.value.code == "elsewhere"
    people.reset_password(cast.town_desk.user.pk, by=cast.admin.actor, at=AT)


def test_somebody_without_a_posting_in_force_is_known_by_the_last_one(cast: Cast, town_admin: Actor):
    people.end_posting(cast.handler.posting.pk, TODAY, by=cast.admin.actor, at=AT)
    new_posting(
        user=cast.handler.user, unit=cast.units.town_desk, role="desk", from_on=date(2015, 1, 1), to_on=date(2016, 1, 1)
    )
    with pytest.raises(Refused):
        people.deactivate_person(cast.handler.user.pk, by=town_admin, at=AT)
    assert not people.deactivate_person(cast.handler.user.pk, by=cast.admin.actor, at=AT).is_active


def test_people_of_the_neighbour_are_not_there(cast: Cast):
    visible = known.people_visible_to(cast.admin.actor)
    assert not visible.filter(pk=cast.stranger.user.pk).exists()
    assert visible.filter(pk=cast.handler.user.pk).exists()
    with pytest.raises(NotAllowed):
        people.reset_password(cast.stranger.user.pk, by=cast.admin.actor, at=AT)


def test_nobody_deactivates_themselves(cast: Cast):
    with pytest.raises(Refused):
        people.deactivate_person(cast.admin.user.pk, by=cast.admin.actor, at=AT)


def test_a_role_changes_for_an_administrator_of_a_county_only(cast: Cast, town_admin: Actor):
    wanted = [Permission.REPORT, Permission.HANDLE]
    assert people.save_role(code="handler", title="承办人", permissions=wanted, by=cast.admin.actor, at=AT).permissions
    with pytest.raises(NotAllowed):
        people.save_role(code="handler", title="承办人", permissions=[], by=town_admin, at=AT)


def test_nobody_takes_the_key_out_of_their_own_role(cast: Cast):
    with pytest.raises(BadForm) as refused:
        people.save_role(code="administrator", title="系统管理员", permissions=[], by=cast.admin.actor, at=AT)
    assert set(refused.value.errors) == {"permissions"}


def test_name_and_telephone_change_and_the_journal_says_which(cast: Cast):
    for _ in range(2):
        people.update_person(cast.handler.user.pk, full_name="handler", work_phone="0855-1", by=cast.admin.actor, at=AT)
    assert Entry.objects.get(verb="user.update").detail == {"fields": ["work_phone"]}


def test_an_account_is_stopped_once_and_let_in_again(cast: Cast):
    for _ in range(2):
        people.deactivate_person(cast.handler.user.pk, by=cast.admin.actor, at=AT)
    assert people.activate_person(cast.handler.user.pk, by=cast.admin.actor, at=AT).is_active
    assert Entry.objects.filter(verb="user.deactivate").count() == 1


def test_a_lost_second_factor_is_taken_away_by_somebody_else(cast: Cast):
    Authenticator.objects.create(user=cast.handler.user, type=Authenticator.Type.TOTP, data={})
    people.remove_second_factor(cast.handler.user.pk, by=cast.admin.actor, at=AT)
    assert not Authenticator.objects.exists()
    with pytest.raises(Refused):
        people.remove_second_factor(cast.admin.user.pk, by=cast.admin.actor, at=AT)


def test_the_system_may_post_anybody_anywhere(cast: Cast, form: PostingForm):
    assert create(cast, form, role_code="administrator", by=SYSTEM).pk
    role = people.save_role(code="x", title="临时", permissions=[Permission.PUBLISH], by=SYSTEM, at=AT)
    assert role.permissions == [Permission.PUBLISH]


def test_a_role_that_is_not_there_is_said_beside_the_field(cast: Cast, form: PostingForm):
    with pytest.raises(BadForm) as refused:
        create(cast, form, role_code="emperor")
    assert set(refused.value.errors) == {"role"}


@pytest.mark.parametrize("title", ["", "网格员"])
def test_a_role_has_a_name_of_its_own(cast: Cast, title: str):
    with pytest.raises(BadForm) as refused:
        people.save_role(code="new", title=title, permissions=[], by=cast.admin.actor, at=AT)
    assert set(refused.value.errors) == {"title"}


def test_nobody_puts_into_a_role_what_they_lack(cast: Cast):
    clerk = replace(cast.admin.actor, permissions=frozenset({str(Permission.EDIT_PEOPLE)}))
    wanted = [Permission.REPORT, Permission.HANDLE, Permission.REVEAL, Permission.PUBLISH]
    with pytest.raises(BadForm) as refused:
        people.save_role(code="handler", title="承办人", permissions=wanted, by=clerk, at=AT)
    assert "发布流程版本" in refused.value.errors["permissions"]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_post_the_same_person_at_the_same_instant_and_one_is_told(cast: Cast, form: PostingForm):
    def post(_: int) -> str:
        try:
            create(cast, form)
        except BadForm:
            return "told"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(max_workers=4) as pool:
        outcomes = list(pool.map(post, range(4)))
    assert sorted(outcomes) == ["done", "told", "told", "told"]
    assert Posting.objects.filter(user=cast.grid_worker.user, ground=cast.areas.other_grid).count() == 1
