"""Walking through the portal as a resident does, page by page."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.cast import INSIDE_GRID


def picture(name: str = "photo.jpg", colour: tuple[int, int, int] = (90, 120, 150), **save: Any) -> SimpleUploadedFile:
    """A photo as a telephone sends it."""
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG", **save)
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def begin(client: Client) -> UUID:
    """A report's key."""
    answer = client.get("/report/")
    assert answer.status_code == 302
    return UUID(answer["Location"].split("/")[2])


def step(client: Client, key: UUID, question: str, /, **filled: Any):
    """Answer one question."""
    part = "" if question == "what" else f"{question}/"
    return client.post(f"/report/{key}/{part}", filled)


def fill(client: Client, key: UUID, **changes: Any) -> None:
    """All questions up to the last page."""
    lon, lat = INSIDE_GRID
    told = {"matter": "0301", "address": "青石街 18 号", "description": "井盖没了", "name": "", "phone": ""} | changes
    place = {"lon": lon, "lat": lat} if "ground" not in told else {"ground": told["ground"]}
    photos = {"photos": told["photos"]} if "photos" in told else {}
    for name, filled in {
        "what": {"matter": told["matter"]},
        "where": {"address": told["address"], **place},
        "happened": {"description": told["description"], **photos},
        "contact": {"name": told["name"], "phone": told["phone"]},
    }.items():
        answer = step(client, key, name, **filled)
        assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == f"/report/{key}/check/"


def report(client: Client, **changes: Any) -> str:
    """A report from the first page to the last; its public code."""
    key = begin(client)
    fill(client, key, **changes)
    answer = step(client, key, "check")
    assert answer.status_code == 302, answer.content.decode()
    code: str = answer["Location"].split("/")[2]
    return code


def form_key(client: Client, code: str, action: str) -> str:
    """The key in the form of an action."""
    text = client.get(f"/s/{code}/{action}/").content.decode()
    return text.split('name="key" value="')[1].split('"')[0]


def do(client: Client, code: str, action: str, **filled: Any):
    """Fill in the form of an action and send it."""
    return client.post(f"/s/{code}/{action}/", {"key": form_key(client, code, action), **filled})
