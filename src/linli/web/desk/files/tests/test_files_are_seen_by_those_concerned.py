"""A photo is seen by those who see its case, and kept by nobody else's cache."""

import pytest
from tests.cast import AT, Cast
from tests.stories import a_photo, load_catalogue, reported

from linli.documents.actions import store_photo
from linli.documents.tests.pictures import as_bytes, scene
from linli.web.desk.tests.signed_in import signed_in


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def test_who_sees_the_case_sees_its_photo_and_others_find_nothing(cast: Cast) -> None:
    photo = a_photo()
    reported(photos=(photo,))
    for who, status in (("community_desk", 200), ("grid_worker", 200), ("stranger", 404), ("handler", 404)):
        answer = signed_in(cast.players[who]).get(f"/desk/files/{photo}/?thumb=1")
        assert answer.status_code == status, who
    answer = signed_in(cast.community_desk).get(f"/desk/files/{photo}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"].startswith("private")


def test_what_the_browser_has_already_is_not_sent_again(cast: Cast) -> None:
    photo, client = a_photo(), signed_in(cast.community_desk)
    reported(photos=(photo,))
    tag = client.get(f"/desk/files/{photo}/")["ETag"]
    assert client.get(f"/desk/files/{photo}/", headers={"If-None-Match": tag}).status_code == 304
    assert client.get(f"/desk/files/{photo}/?thumb=1", headers={"If-None-Match": tag}).status_code == 200


def test_a_photo_not_used_yet_is_seen_only_by_who_sent_it(cast: Cast) -> None:
    sent = store_photo(upload=as_bytes(scene()), name="a.jpg", by=cast.handler.actor, at=AT).pk
    assert signed_in(cast.handler).get(f"/desk/files/{sent}/").status_code == 200
    assert signed_in(cast.community_desk).get(f"/desk/files/{sent}/").status_code == 404
    nobodys = a_photo()
    assert signed_in(cast.handler).get(f"/desk/files/{nobodys}/").status_code == 404
