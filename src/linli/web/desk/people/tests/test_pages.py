"""The pages under /desk/people/: what an administrator sees and does, and what nobody else does."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.cast import PASSWORD, Cast, new_posting, new_unit, new_user

from linli.accounts.models import Role, User
from linli.areas.models import Posting, Unit

PEOPLE = "/desk/people/"


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    """The administrator at work."""
    client.force_login(cast.admin.user)
    return client


def pages_of(cast: Cast) -> list[str]:
    """Every page that a GET opens."""
    person, unit, posting = cast.handler.user.pk, cast.units.department.pk, cast.handler.posting.pk
    return [
        "",
        "?area=990101001",
        "?q=综治",
        "?q=zzz",
        "units/new/",
        f"units/{unit}/",
        f"units/{unit}/close/",
        "people/",
        "people/?q=handler",
        "people/?q=zzz",
        "people/new/",
        "people/new/?ground=990101001001",
        f"people/{person}/",
        f"people/{person}/password/",
        f"people/{person}/deactivate/",
        f"people/{person}/postings/new/?ground=990101001",
        "postings/",
        "postings/?area=990101001&role=grid_worker&when=past",
        f"postings/{posting}/end/",
        "roles/",
        "roles/handler/",
        f"roles/new/{uuid4()}/",
    ]


def without_token(response: Any) -> str:
    """The page but for the token that is different every time."""
    return re.sub(r'"X-CSRFToken": "\w+"|value="\w{64}"', "", response.content.decode())


def test_every_page_opens(desk: Client, cast: Cast):
    for page in pages_of(cast):
        response = desk.get(PEOPLE + page)
        assert response.status_code == 200, page


def test_without_the_permission_no_page_is_there(client: Client, cast: Cast):
    client.force_login(cast.county_desk.user)
    for page in pages_of(cast):
        assert client.get(PEOPLE + page).status_code == 404, page


def test_what_lies_on_another_ground_looks_like_what_is_not_there(desk: Client, cast: Cast):
    there = {
        f"units/{cast.units.neighbour_desk.pk}/": "units/999999/",
        f"people/{cast.stranger.user.pk}/": "people/999999/",
        f"postings/{cast.stranger.posting.pk}/end/": "postings/999999/end/",
        "?area=990102": "?area=000000",
    }
    for forbidden, absent in there.items():
        first, second = desk.get(PEOPLE + forbidden), desk.get(PEOPLE + absent)
        assert (first.status_code, second.status_code) == (404, 404)
        assert without_token(first) == without_token(second)


def test_a_unit_is_created_and_found_by_its_function(desk: Client):
    form = {"kind": "department", "name": "镜河县水务局", "functions": "水务局、河长办"}
    response = desk.post(f"{PEOPLE}units/new/?area=990101", form)
    assert response.status_code == 302
    assert Unit.objects.get(name="镜河县水务局").functions == ["水务局", "河长办"]
    assert "镜河县水务局" in desk.get(f"{PEOPLE}?q=河长").content.decode()


def test_a_name_taken_is_said_beside_the_name_with_422(desk: Client):
    response = desk.post(f"{PEOPLE}units/new/?area=990101", {"kind": "department", "name": "镜河县城市管理局"})
    assert response.status_code == 422
    assert "id_name_error" in response.content.decode()


def test_a_new_person_gets_a_password_that_is_shown_once(desk: Client, cast: Cast):
    form = {
        "full_name": "王小河",
        "username": "xiaohe",
        "unit": cast.units.community_desk.pk,
        "role": "grid_worker",
        "from_on": "2026-01-01",
    }
    response = desk.post(f"{PEOPLE}people/new/?ground={cast.areas.grid.code}", form)
    password = response.context["password"]
    user = User.objects.get(username="xiaohe")
    assert user.check_password(password)
    assert password not in desk.get(f"{PEOPLE}people/{user.pk}/").content.decode()
    assert desk.post(f"{PEOPLE}people/new/?ground={cast.areas.grid.code}", form).status_code == 422

    client = Client()
    client.post("/accounts/login/", {"login": "xiaohe", "password": password})
    assert client.get("/desk/")["Location"] == "/accounts/password/change/"


def test_a_reset_password_ends_the_old_one(desk: Client, cast: Cast):
    response = desk.post(f"{PEOPLE}people/{cast.handler.user.pk}/password/")
    cast.handler.user.refresh_from_db()
    assert cast.handler.user.check_password(response.context["password"])
    assert not cast.handler.user.check_password(PASSWORD)


def test_somebody_is_stopped_and_let_in_again(desk: Client, cast: Cast):
    for deed, expected in (("deactivate", False), ("activate", True)):
        assert desk.post(f"{PEOPLE}people/{cast.handler.user.pk}/{deed}/").status_code == 302
        cast.handler.user.refresh_from_db()
        assert cast.handler.user.is_active is expected


def test_what_is_refused_is_said_with_422_and_changes_nothing(desk: Client, cast: Cast):
    response = desk.post(f"{PEOPLE}people/{cast.admin.user.pk}/deactivate/")
    assert response.status_code == 422
    assert "不能停用自己" in response.content.decode()


def test_a_posting_ends_with_a_hand_over(desk: Client, cast: Cast):
    taker = cast.other_handler.posting.pk
    new_posting(user=cast.other_handler.user, unit=cast.units.department, role="handler")
    taker = Posting.objects.get(user=cast.other_handler.user, unit=cast.units.department).pk
    url = f"{PEOPLE}postings/{cast.handler.posting.pk}/end/"
    assert desk.post(url, {"when": "now", "to": taker}).status_code == 302
    cast.handler.posting.refresh_from_db()
    assert cast.handler.posting.to_on is not None


def test_a_posting_may_end_on_a_later_day(desk: Client, cast: Cast):
    url = f"{PEOPLE}postings/{cast.handler.posting.pk}/end/"
    assert desk.post(url, {"when": "later"}).status_code == 422
    assert desk.post(url, {"when": "later", "last_on": "2999-12-30"}).status_code == 302
    cast.handler.posting.refresh_from_db()
    assert cast.handler.posting.to_on == date(2999, 12, 31)


def test_a_posting_that_cannot_end_keeps_its_work(desk: Client, cast: Cast):
    url = f"{PEOPLE}postings/{cast.admin.posting.pk}/end/"
    response = desk.post(url, {"when": "now", "to": cast.county_desk.posting.pk})
    assert response.status_code == 422
    assert "最后一个" in response.content.decode()


def test_a_role_is_made_once_however_often_the_form_is_sent(desk: Client):
    url = f"{PEOPLE}roles/new/{uuid4()}/"
    for _ in range(2):
        assert desk.post(url, {"title": "巡查员", "permissions": ["case.report"]}).status_code == 302
    assert Role.objects.filter(title="巡查员").count() == 1


def test_a_permission_that_does_not_exist_is_refused(desk: Client):
    response = desk.post(f"{PEOPLE}roles/handler/", {"title": "承办人", "permissions": ["rule.the.world"]})
    assert response.status_code == 422


@pytest.mark.parametrize("where", ["people/", "postings/", "", "roles/"])
def test_a_list_costs_as_many_queries_for_many_rows_as_for_few(
    desk: Client, cast: Cast, django_assert_max_num_queries, where: str
):
    with django_assert_max_num_queries(40) as few:
        desk.get(PEOPLE + where)
    for _ in range(12):
        new_posting(user=new_user(), unit=new_unit(area=cast.areas.county), role="handler")
    with django_assert_max_num_queries(len(few)):
        desk.get(PEOPLE + where)


def test_the_list_of_people_goes_on_by_key(desk: Client, cast: Cast):
    for _ in range(60):
        new_posting(user=new_user(), unit=cast.units.department, role="handler", title=str(uuid4())[:8])
    seen: list[str] = []
    url = f"{PEOPLE}people/"
    while url:
        response = desk.get(url)
        seen += [row.person.username for row in response.context["people"]]
        url = response.context["next_url"]
    assert seen == sorted(set(seen))
    assert len(seen) >= 60 + 12


def test_nonsense_in_an_address_does_no_harm(desk: Client):
    for page in ("people/?q=%00&after=%00", "postings/?after=99999999999999999999&role='", "?q=%25"):
        assert desk.get(PEOPLE + page).status_code == 200


def test_a_unit_is_changed_and_closed(desk: Client, cast: Cast):
    unit = new_unit(area=cast.areas.county)
    assert desk.post(f"{PEOPLE}units/{unit.pk}/", {"name": "新名称"}).status_code == 302
    assert desk.post(f"{PEOPLE}units/{unit.pk}/close/").status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.is_active) == ("新名称", False)


def test_a_unit_with_people_does_not_close_and_says_why(desk: Client, cast: Cast):
    response = desk.post(f"{PEOPLE}units/{cast.units.department.pk}/close/")
    assert response.status_code == 422
    assert "还有在岗人员" in response.content.decode()


def test_a_person_is_changed_and_gets_another_posting(desk: Client, cast: Cast):
    person = cast.handler.user.pk
    assert desk.post(f"{PEOPLE}people/{person}/", {"full_name": "吴磊", "work_phone": "0855-1"}).status_code == 302
    form = {"unit": cast.units.office.pk, "role": "handler", "from_on": "2026-01-01", "last_on": "2999-01-01"}
    where = f"{PEOPLE}people/{person}/postings/new/?ground={cast.areas.town.code}"
    assert desk.post(where, form).status_code == 302
    assert desk.post(where, form).status_code == 422  # there already
    assert Posting.objects.filter(user_id=person).count() == 2


def test_somebody_who_works_elsewhere_too_is_shown_but_not_changed(desk: Client, cast: Cast):
    new_posting(user=cast.handler.user, unit=cast.units.neighbour_department, role="handler")
    shown = desk.get(f"{PEOPLE}people/{cast.handler.user.pk}/").content.decode()
    assert "账号由那里的管理员管理" in shown
    assert desk.post(f"{PEOPLE}people/{cast.handler.user.pk}/password/").status_code == 422
