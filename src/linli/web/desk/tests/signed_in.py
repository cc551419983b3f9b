"""A browser in which somebody of the cast has signed in."""

import re
from collections.abc import Iterable
from typing import Any

from django.test import Client
from django.urls import reverse
from tests.cast import Player
from tests.counting import statements

from linli.cases.models import Case

HTMX = {"HX-Request": "true"}


def signed_in(player: Player) -> Client:
    """A client of this person, under the one posting they have."""
    client = Client()
    client.force_login(player.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(answer: Any) -> str:
    """The page but for the token that is another one every time."""
    return re.sub(r'"X-CSRFToken": "\w+"|value="\w{64}"', "", answer.content.decode())


def shown(player: Player, case: Case) -> str:
    """The page of a case as this person sees it."""
    return signed_in(player).get(reverse("desk:case", args=[case.pk])).content.decode()


def costs(client: Client, addresses: Iterable[str]) -> list[int]:
    """How many statements each of these pages sends; the first is opened once before, so that all find it warm."""
    found: list[int] = []
    for address in addresses:
        if not found:
            client.get(address)
        with statements() as sent:
            client.get(address)
        found.append(len(sent))
    return found
