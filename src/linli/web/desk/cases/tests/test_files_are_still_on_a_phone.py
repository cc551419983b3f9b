"""A case of which a part is still on somebody's phone says so, and says when it was filled in there."""

from uuid import uuid4

import pytest
from django.test import Client
from tests.cast import AT, Cast
from tests.stories import a_report, load_catalogue

from linli.cases.actions import Origin, open_case
from linli.cases.models import Case
from linli.documents.actions import Promised, promise


@pytest.fixture(autouse=True)
def _catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def opened(cast: Cast, files: list[Promised], made_at: str = "") -> Case:
    """A report of the grid worker with files that are promised."""
    by = cast.grid_worker.actor
    promise(files=files, by=by, at=AT)
    photos = tuple(one.id for one in files if one.kind == "photo")
    voice = next((one.id for one in files if one.kind == "voice"), None)
    report = a_report(source="grid", photos=photos, voice=voice)
    return open_case(report=report, by=by, at=AT, key=uuid4(), origin=Origin(made_at=made_at))


def file(kind: str) -> Promised:
    """A file that is still to come."""
    return Promised(id=uuid4(), kind=kind, mime="image/jpeg", sha256="0" * 64, size=1000)


def page(cast: Cast, case: Case) -> str:
    """The case as its desk sees it."""
    client = Client()
    client.force_login(cast.community_desk.user)
    return client.get(f"/desk/cases/{case.pk}/").content.decode()


def test_it_says_how_many_photos_and_recordings_are_still_to_come(cast: Cast) -> None:
    case = opened(cast, [file("photo"), file("photo"), file("voice")])
    assert "还有 2 张现场照片、1 段录音在手机上，未传到" in page(cast, case)
    assert "在手机上" not in page(cast, opened(cast, []))


def test_it_says_when_it_was_filled_in_if_that_was_long_before(cast: Cast) -> None:
    assert "手机上填写于 2026-03-03 18:20" in page(cast, opened(cast, [], "2026-03-03T18:20:00+08:00"))
    assert "手机上填写于" not in page(cast, opened(cast, [], AT.isoformat()))
    assert "手机上填写于" not in page(cast, opened(cast, [], "0001-01-01T00:00:00+14:00"))
