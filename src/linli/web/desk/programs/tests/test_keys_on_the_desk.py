"""The page of keys: made once, shown once, listed, ended; and not there for anybody else."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.cast import AT, Cast
from tests.stories import load_catalogue

from linli.accounts.audit.models import Entry
from linli.accounts.programs import queries
from linli.accounts.programs.actions import KeyForm
from linli.accounts.programs.models import ApiKey
from linli.areas.actions.programs import create_key
from linli.areas.rules import SYSTEM

KEYS = "/desk/programs/"


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    """The administrator at work."""
    load_catalogue(cast)
    client.force_login(cast.admin.user)
    return client


def filled(**changes: Any) -> dict[str, Any]:
    told = {"name": "市 12345 平台", "rights": ["may_report"], "per_minute": "60", "per_day": "5000"}
    return told | changes


def a_key(name: str = "旧平台") -> ApiKey:
    return create_key(form=KeyForm(name=name, may_report=True), request=uuid4(), by=SYSTEM, at=AT)[0]


def test_a_key_is_shown_once_and_only_its_hash_is_kept(desk: Client):
    page = desk.post(f"{KEYS}new/{uuid4()}/", filled())
    assert page.status_code == 200
    found = re.search(r"linli-[\w-]{32}", page.content.decode())
    assert found is not None
    key = ApiKey.objects.get()
    assert key.secret_hash == queries.hash_of(found[0])
    assert found[0] not in str(vars(key))
    assert found[0] not in desk.get(KEYS).content.decode()
    caller = queries.caller(found[0], AT)
    assert caller is not None
    assert (caller.may_report, caller.may_read) == (True, False)


def test_the_same_form_again_makes_no_second_key(desk: Client):
    address = f"{KEYS}new/{uuid4()}/"
    desk.post(address, filled())
    again = desk.post(address, filled(), follow=True)
    assert ApiKey.objects.count() == 1
    assert "已经建过" in again.content.decode()


def test_a_key_is_limited_to_areas_matters_and_days(desk: Client, cast: Cast):
    desk.post(f"{KEYS}new/{uuid4()}/", filled(areas=[cast.areas.town.code], matters="0301、0304", last_on="2099-12-31"))
    key = ApiKey.objects.get()
    assert (key.areas, key.matters) == ([cast.areas.town.code], ["0301", "0304"])
    assert key.ends_at is not None
    assert key.ends_at.isoformat() == "2099-12-31T16:00:00+00:00"  # midnight in Shanghai
    page = desk.get(KEYS).content.decode()
    assert "城关街道" in page
    assert "2099-12-31" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "这个字段是必填项"),
        ({"rights": []}, "这个字段是必填项"),
        ({"areas": ["990102001"]}, "990102001"),
        ({"matters": "9999"}, "9999"),
        ({"per_minute": "0"}, "1"),
        ({"per_day": "9999999"}, "1000000"),
        ({"last_on": "2001-01-01"}, "以后"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(desk: Client, changes, words):
    page = desk.post(f"{KEYS}new/{uuid4()}/", filled(**changes))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert ApiKey.objects.count() == 0


def test_an_ended_key_opens_nothing_and_ending_it_again_changes_nothing(desk: Client):
    key = a_key()
    for _ in range(2):
        assert desk.post(f"{KEYS}{key.pk}/end/").status_code == 302
    key.refresh_from_db()
    assert key.ends_at is not None
    assert Entry.objects.filter(verb="key.end").count() == 1
    assert "已停用" in desk.get(KEYS).content.decode()


def test_every_write_is_in_the_journal_without_the_secret(desk: Client, cast: Cast):
    desk.post(f"{KEYS}new/{uuid4()}/", filled())
    line = Entry.objects.get(verb="key.create")
    assert line.user_id == cast.admin.user.pk
    assert line.detail == {"name": "市 12345 平台", "rights": ["may_report"]}


def test_for_others_there_is_nothing_here(client: Client, cast: Cast):
    key = a_key()
    for player in (cast.county_desk, cast.leader, cast.auditor, cast.handler, cast.grid_worker):
        client.force_login(player.user)
        for page in ("", f"new/{uuid4()}/", f"{key.pk}/end/"):
            assert client.get(KEYS + page).status_code == 404
            assert client.post(KEYS + page, filled()).status_code in {404, 405}
    key.refresh_from_db()
    assert key.ends_at is None


def test_many_keys_cost_as_many_queries_as_few(
    desk: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
):
    def make(number: int) -> None:
        for n in range(number):
            form = KeyForm(name=f"系统{n}", areas=(cast.areas.town.code,), matters=("0301",))
            create_key(form=form, request=uuid4(), by=SYSTEM, at=AT)

    make(1)
    desk.get(KEYS)
    with django_assert_max_num_queries(60) as few:
        desk.get(KEYS)
    make(12)
    with django_assert_max_num_queries(len(few)):
        assert desk.get(KEYS).status_code == 200


def test_the_list_says_how_often_a_key_was_used(desk: Client):
    key = a_key()
    assert "还没有" in desk.get(KEYS).content.decode()
    key.uses.create(on=date(2026, 3, 4), count=7, minute=AT, in_minute=7)
    assert "2026-03-04" in desk.get(KEYS).content.decode()
