"""What came by telephone or visit is entered once, located, and not entered twice."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cast import AT, INSIDE_GRID, OUTSIDE, Cast
from tests.stories import load_catalogue, reported

from linli.areas.rules import RESIDENT
from linli.cases.models import Attachment, Case, Contact
from linli.documents.tests.pictures import as_bytes, scene
from linli.registers.places.models import Place
from linli.web.desk.tests.signed_in import HTMX, signed_in


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


@pytest.fixture
def desk(cast: Cast) -> Client:
    return signed_in(cast.community_desk)


@pytest.fixture
def _at_the_time_of_the_cast() -> Iterator[None]:
    with time_machine.travel(AT + timedelta(hours=1), tick=True):
        yield


def told(**changes: object) -> dict[str, object]:
    lon, lat = INSIDE_GRID
    form = {"key": str(uuid4()), "source": "phone", "matter": "0301", "description": "井盖没了", "address": "青石街"}
    return form | {"lon": str(lon), "lat": str(lat)} | changes


def test_a_report_is_saved_with_its_photo_and_its_contact_sealed(desk: Client, cast: Cast) -> None:
    photo = SimpleUploadedFile("a.jpg", as_bytes(scene()), "image/jpeg")
    answer = desk.post("/desk/report/", told(contact_name="张三丰", contact_phone="138 1234 5678", photos=photo))
    case = Case.objects.get()
    assert answer["Location"] == f"/desk/cases/{case.pk}/"
    assert (case.source, case.grid, case.reporter_posting_id) == (
        "phone",
        cast.areas.grid.code,
        cast.community_desk.posting.pk,
    )
    assert Attachment.objects.filter(case=case, purpose="report").count() == 1
    contact = Contact.objects.get(case=case)
    assert (contact.name_masked, contact.phone_masked) == ("张**", "138******78")
    page = desk.get(answer["Location"]).content.decode()
    assert "13812345678" not in page
    assert "查询码" in page


def test_saving_twice_is_one_case(desk: Client) -> None:
    form = told()
    first, again = (desk.post("/desk/report/", form | {"checked": "1"}) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert Case.objects.count() == 1


def test_the_same_form_with_other_words_is_a_conflict(desk: Client) -> None:
    form = told(checked="1")
    desk.post("/desk/report/", form)
    answer = desk.post("/desk/report/", form | {"description": "别的事"})
    assert answer.status_code == 409
    assert "这一次没有保存" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"matter": ""}, "f_matter_error"),
        ({"matter": "9999"}, "f_matter_error"),
        ({"lon": "", "lat": ""}, "f_address_error"),
        ({"lon": str(OUTSIDE[0]), "lat": str(OUTSIDE[1])}, "f_address_error"),
        ({"lon": "nan", "lat": "1e400"}, "f_address_error"),
        ({"contact_phone": "12"}, "f_contact_phone_error"),
        ({"description": "长" * 2001}, "f_description_error"),
        ({"source": "portal"}, "f_source_error"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(
    desk: Client, changes: dict[str, str], place: str
) -> None:
    answer = desk.post("/desk/report/", told(**changes))
    assert answer.status_code == 422
    assert f'id="{place}"' in answer.content.decode()
    assert Case.objects.count() == 0


def test_without_a_point_the_community_will_do(desk: Client, cast: Cast) -> None:
    desk.post("/desk/report/", told(lon="", lat="", ground=cast.areas.community.code))
    case = Case.objects.get()
    assert (case.community, case.grid, case.point) == (cast.areas.community.code, "", None)


@pytest.mark.usefixtures("_at_the_time_of_the_cast")
def test_what_is_likely_the_same_is_shown_before_anything_is_saved(desk: Client) -> None:
    earlier = reported(by=RESIDENT)
    answer = desk.post("/desk/report/", told())
    page = answer.content.decode()
    assert answer.status_code == 409
    assert earlier.no in page
    assert "相距 0 米" in page
    assert Case.objects.count() == 1
    assert desk.post("/desk/report/", told(checked="1")).status_code == 302
    assert Case.objects.count() == 2


@pytest.mark.usefixtures("_at_the_time_of_the_cast")
def test_it_is_also_shown_while_the_form_is_filled_in(desk: Client, cast: Cast) -> None:
    earlier = reported()
    lon, lat = INSIDE_GRID
    url = f"/desk/report/alike/?matter=0301&lon={lon}&lat={lat}"
    assert earlier.no in desk.get(url, headers=HTMX).content.decode()
    assert earlier.no not in signed_in(cast.stranger).get(url, headers=HTMX).content.decode()
    assert earlier.no not in desk.get(url.replace("0301", "0304"), headers=HTMX).content.decode()


@pytest.mark.usefixtures("_at_the_time_of_the_cast")
def test_what_is_the_same_may_be_saved_and_merged(desk: Client) -> None:
    earlier = reported()
    answer = desk.post("/desk/report/", told(checked="1", merge_into=earlier.no))
    case = Case.objects.exclude(pk=earlier.pk).get()
    assert answer["Location"] == f"/desk/cases/{case.pk}/do/merge/?into={earlier.no}"
    assert earlier.no in desk.get(answer["Location"]).content.decode()


def test_who_may_not_report_is_told_so(cast: Cast) -> None:
    client = signed_in(cast.leader)
    assert client.get("/desk/report/").status_code == 403
    assert client.post("/desk/report/", told()).status_code == 403


def test_what_is_another_kind_of_work_is_a_link_away(desk: Client) -> None:
    page = desk.get("/desk/report/").content.decode()
    address = page.split("登记调解申请")[0].rpartition('href="')[2].partition('"')[0]
    assert desk.get(address).status_code == 200


def test_an_address_is_found_and_moves_the_place(desk: Client, cast: Cast, settings) -> None:
    from django.contrib.gis.geos import Point

    place = Place.objects.create(
        **cast.areas.grid.ground._asdict(),
        kind="estate",
        name="丽水小区",
        search_text="丽水小区 lsxq",
        point=Point(*INSIDE_GRID, srid=4326),
    )
    settings.HOME_AREA = "990101"
    for words in ("丽水", "lsxq", "小区 丽水"):
        options = desk.get("/desk/find/places/", {"q": words}).json()["options"]
        assert [one["value"] for one in options] == [str(place.pk)]
    assert desk.get("/desk/find/places/", {"q": " "}).json()["options"] == []
    answer = desk.get("/desk/report/where/", {"place": place.pk}, headers=HTMX)
    page = answer.content.decode()
    assert 'value="120.005"' in page
    assert "鼓楼社区第1网格" in page
    assert answer["HX-Trigger"] == "linli:place"


def test_a_point_is_put_into_words(desk: Client) -> None:
    lon, lat = INSIDE_GRID
    words = desk.get("/desk/find/place-words/", {"lon": str(lon), "lat": str(lat)}).json()["words"]
    assert words == "城关街道 · 鼓楼社区 · 鼓楼社区第1网格"
    assert "不在服务范围" in desk.get("/desk/find/place-words/", {"lon": 1, "lat": 1}).json()["words"]
    assert desk.get("/desk/find/place-words/", {"lon": "x"}).json()["words"] == ""


def test_matters_are_found_by_word_initials_and_code(desk: Client) -> None:
    for words in ("井盖", "jg", "0301"):
        codes = [one["value"] for one in desk.get("/desk/find/matters/", {"q": words}).json()["options"]]
        assert "0301" in codes, words
