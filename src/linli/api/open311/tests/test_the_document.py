"""What docs/open311.md tells others to type works as it stands there."""

import re
import shlex
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from django.conf import settings
from pytest_django.live_server_helper import LiveServer
from tests.cast import Cast

from linli.api.open311.tests.conftest import a_key
from linli.cases.models import Case

DOCUMENT = Path(settings.ROOT, "docs", "open311.md")
WITH_VALUE = {"-X", "-H", "-d", "--data-urlencode"}


def commands() -> list[list[str]]:
    """Every ``curl`` of the document, as a shell would split it."""
    blocks = re.findall(r"```sh\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [shlex.split(line) for line in lines]


def answered(command: list[str], server: str, key: str) -> requests.Response:
    """What the server says to a ``curl``, of which only what the document uses is understood."""
    words = iter(command[1:])
    url, method, headers, body = "", "GET", {}, []
    for word in words:
        value = next(words) if word in WITH_VALUE else ""
        if word == "-X":
            method = value
        elif word == "-H":
            name, _, content = value.partition(": ")
            headers[name] = content.encode()
        elif word in {"-d", "--data-urlencode"}:
            name, _, content = value.replace("api_key=KEY", f"api_key={key}").partition("=")
            body.append(f"{name}={quote(content) if word == '--data-urlencode' else content}")
        elif word != "-s":
            url = word.replace("http://127.0.0.1:8000", server)
    if body:
        headers["Content-Type"] = b"application/x-www-form-urlencoded"
    session = requests.Session()
    session.trust_env = False  # no proxy of this machine
    return session.request(method, url, headers=headers, data="&".join(body).encode(), timeout=30)


@pytest.mark.django_db(transaction=True)
def test_every_command_of_the_document_is_answered_as_it_says(city: Cast, live_server: LiveServer):
    key = a_key()
    answers = [answered(command, live_server.url, key) for command in commands()]
    assert [one.status_code for one in answers] == [200, 200, 201, 200, 200, 404, 403]  # the key may not tell news
    case = Case.objects.get()
    assert answers[2].json()[0]["service_request_id"] == case.no
    assert case.ground == city.areas.grid.ground
    assert answers[3].json()[0]["service_request_id"] == case.no
    assert case.no in answers[4].text
