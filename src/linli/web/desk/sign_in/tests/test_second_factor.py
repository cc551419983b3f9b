"""A second factor, for those who turn it on."""

import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from tests.cast import PASSWORD

from linli.accounts.audit.models import Entry

pytestmark = pytest.mark.usefixtures("cast")
ACTIVATE = "/accounts/2fa/totp/activate/"


def code(secret: str, *, steps: int = 0) -> str:
    """What an authenticator shows now, or some steps of 30 s later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def turn_on(client: Client) -> str:
    client.post("/accounts/login/", {"login": "handler", "password": PASSWORD})
    assert client.get(ACTIVATE)["Location"].startswith("/accounts/reauthenticate/")
    assert client.post("/accounts/reauthenticate/", {"password": "wrong"}).status_code == 422
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = str(client.get(ACTIVATE).context["form"].secret)
    assert client.post(ACTIVATE, {"code": "12"}).status_code == 422
    assert client.post(ACTIVATE, {"code": code(secret)}).status_code == 302
    return secret


def test_the_secret_lies_encrypted_in_its_row(client: Client):
    secret = turn_on(client)
    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(row.data)
    assert get_adapter().decrypt(row.data["secret"]) == secret
    assert Entry.objects.filter(verb="user.totp_on").count() == 1


def test_a_password_alone_no_longer_signs_in(client: Client):
    secret = turn_on(client)
    browser = Client()
    response = browser.post("/accounts/login/", {"login": "handler", "password": PASSWORD})
    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert browser.get("/accounts/2fa/").status_code == 302  # not signed in yet
    wrong = browser.post("/accounts/2fa/authenticate/", {"code": "123"})
    assert wrong.status_code == 422
    assert "验证码不对" in wrong.content.decode()
    assert browser.post("/accounts/2fa/authenticate/", {"code": code(secret, steps=1)})["Location"] == "/desk/"


def test_a_recovery_code_signs_in_once(client: Client):
    turn_on(client)
    codes = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    for expected in (302, 422):
        browser = Client()
        browser.post("/accounts/login/", {"login": "handler", "password": PASSWORD})
        assert browser.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == expected


def test_codes_cannot_be_guessed_without_end(client: Client):
    secret = turn_on(client)
    browser = Client()
    browser.post("/accounts/login/", {"login": "handler", "password": PASSWORD})
    for _ in range(5):
        browser.post("/accounts/2fa/authenticate/", {"code": "000001"})
    response = browser.post("/accounts/2fa/authenticate/", {"code": code(secret, steps=1)})
    assert response.status_code == 422
    assert "15 分钟" in response.content.decode()


def test_every_page_of_the_second_factor_is_ours(client: Client):
    turn_on(client)
    pages = ["", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/"]
    for page in pages:
        response = client.get(f"/accounts/2fa/{page}")
        assert response.status_code == 200
        assert "邻理" in response.content.decode()
    assert client.get("/accounts/2fa/recovery-codes/download/").status_code == 200
    assert client.get("/accounts/reauthenticate/").status_code in {200, 302}
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.exists()
    assert Entry.objects.filter(verb="user.totp_off").count() == 1
