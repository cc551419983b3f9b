"""Signing in with name and password, and what happens after failures."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.cast import AT, PASSWORD, Cast

from linli.accounts import actions
from linli.accounts.audit.models import Entry

pytestmark = pytest.mark.usefixtures("cast")
LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/change/"


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: Any):
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def fail(client: Client, username: str, times: int, **extra: Any):
    for _ in range(times):
        response = sign_in(client, username, "wrong", **extra)
    return response


def test_the_right_password_opens_a_session_with_a_new_key_and_leaves_a_line(client: Client, cast: Cast):
    client.get(LOGIN)
    before = client.session.session_key
    response = sign_in(client, "handler")
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert client.session.session_key != before
    assert Entry.objects.filter(verb="user.sign_in", subject_id=cast.handler.user.pk).count() == 1


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(client: Client):
    wrong, unknown = sign_in(client, "handler", "wrong"), sign_in(client, "nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 422
    assert "登录名或密码不对" in wrong.content.decode()
    assert wrong.content.decode().replace("handler", "nobody").count(
        "登录名或密码不对"
    ) == unknown.content.decode().count("登录名或密码不对")


def test_a_deactivated_person_cannot_sign_in_and_looks_unknown(client: Client, cast: Cast):
    actions.set_active(cast.handler.user.pk, is_active=False, by=None, at=AT)
    response = sign_in(client, "handler")
    assert response.status_code == 422
    assert "登录名或密码不对" in response.content.decode()


def test_deactivation_ends_open_sessions(client: Client, cast: Cast):
    sign_in(client, "handler")
    actions.set_active(cast.handler.user.pk, is_active=False, by=None, at=AT)
    assert client.get(CHANGE).status_code == 302


def test_five_failures_lock_the_name_for_a_quarter_of_an_hour_and_say_until_when(client: Client):
    with time_machine.travel(AT, tick=False) as clock:
        assert fail(client, "handler", 4).status_code == 422
        response = fail(client, "handler", 1)
        assert response.status_code == 429
        assert "10:15" in response.content.decode()
        assert sign_in(client, "handler").status_code == 429  # even with the right password
        clock.shift(timedelta(minutes=15, seconds=1))
        assert sign_in(client, "handler").status_code == 302


def test_trying_while_locked_out_does_not_prolong_it(client: Client):
    with time_machine.travel(AT, tick=False) as clock:
        fail(client, "handler", 5)
        clock.shift(timedelta(minutes=10))
        assert "10:15" in fail(client, "handler", 1).content.decode()


def test_a_lock_out_hits_neither_another_name_nor_another_address(client: Client):
    fail(client, "handler", 5)
    assert sign_in(Client(), "town_desk").status_code == 302
    assert sign_in(Client(), "handler", REMOTE_ADDR="10.0.0.9").status_code == 302


def test_behind_a_proxy_of_ours_people_are_told_apart_and_cannot_pretend(client: Client, settings):
    settings.PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _ in range(5):
        response = sign_in(client, "handler", "wrong", HTTP_X_FORWARDED_FOR="6.6.6.6, 10.0.0.7")
    assert response.status_code == 429
    assert sign_in(Client(), "handler", HTTP_X_FORWARDED_FOR="7.7.7.7, 10.0.0.7").status_code == 429
    assert sign_in(Client(), "handler", HTTP_X_FORWARDED_FOR="10.0.0.8").status_code == 302


def test_changing_the_browser_does_not_reset_the_count(client: Client):
    fail(client, "handler", 3, HTTP_USER_AGENT="one")
    assert fail(client, "handler", 2, HTTP_USER_AGENT="two").status_code == 429


def test_success_resets_the_count(client: Client):
    fail(client, "handler", 4)
    sign_in(client, "handler")
    assert fail(Client(), "handler", 4).status_code == 422


def test_an_administrator_unlocks_at_once(client: Client, cast: Cast):
    fail(client, "handler", 5)
    actions.unlock(cast.handler.user.pk, by=cast.admin.actor, at=AT)
    assert sign_in(client, "handler").status_code == 302


def test_a_one_time_password_must_be_changed_before_anything_else(client: Client, cast: Cast):
    password = actions.reset_password(cast.handler.user.pk, by=cast.admin.actor, at=AT)
    sign_in(client, "handler", password)
    assert client.get("/desk/")["Location"] == CHANGE
    assert client.get("/accounts/2fa/")["Location"] == CHANGE
    assert client.get(CHANGE).status_code == 200

    same = {"oldpassword": password, "password1": password, "password2": password}
    assert client.post(CHANGE, same).status_code == 422
    new = same | {"password1": "a-brand-new-one-7", "password2": "a-brand-new-one-7"}
    assert client.post(CHANGE, new).status_code == 302
    assert client.get("/accounts/2fa/").status_code == 200
    assert Entry.objects.filter(verb="user.change_password").count() == 1


def test_a_weak_new_password_is_refused_beside_the_field(client: Client, cast: Cast):
    client.force_login(cast.handler.user)
    response = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": "short", "password2": "short"})
    assert response.status_code == 422
    assert "id_password1_error" in response.content.decode()


def test_a_password_reset_ends_sessions_elsewhere(client: Client, cast: Cast):
    sign_in(client, "handler")
    actions.reset_password(cast.handler.user.pk, by=cast.admin.actor, at=AT)
    assert client.get(CHANGE).status_code == 302


def test_signing_out_asks_first_and_needs_a_post(client: Client, cast: Cast):
    client.force_login(cast.handler.user)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_set_password", "account_reset_password"])
def test_what_allauth_has_and_we_do_not_offer_is_not_found(client: Client, cast: Cast, name: str):
    assert client.get(reverse(name)).status_code == 404
    client.force_login(cast.handler.user)
    assert client.post(reverse(name), {}).status_code == 404


def test_another_host_is_never_where_sign_in_leads(client: Client):
    response = client.post(f"{LOGIN}?next=https://evil.example/", {"login": "handler", "password": PASSWORD})
    assert response["Location"] == "/desk/"
