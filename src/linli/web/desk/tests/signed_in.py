"""A browser in which somebody of the cast has signed in."""

import re
from typing import Any

from django.test import Client
from tests.cast import Player

HTMX = {"HX-Request": "true"}


def signed_in(player: Player) -> Client:
    """A client of this person, under the one posting they have."""
    client = Client()
    client.force_login(player.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(answer: Any) -> str:
    """The page but for the token that is another one every time."""
    return re.sub(r'"X-CSRFToken": "\w+"|value="\w{64}"', "", answer.content.decode())
