"""The questions of a report: what is wrong is said, what was told stays, and sending twice is one case."""

from uuid import uuid4

import pytest
from django.contrib.gis.geos import Point
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.cast import INSIDE_FAR_GRID, INSIDE_GRID, OUTSIDE, Cast

from linli.cases.models import Case
from linli.documents.models import File
from linli.registers.places.models import Place
from linli.web.portal.tests import walking

LON, LAT = INSIDE_GRID


@pytest.fixture
def place(cast: Cast) -> Place:
    ground = cast.areas.far_grid.ground._asdict()
    point = Point(*INSIDE_FAR_GRID, srid=4326)
    return Place.objects.create(
        **ground, kind="address", name="青石街18号", search_text="青石街18号 qsj18h", point=point
    )


def test_sending_twice_is_one_case(client: Client):
    key = walking.begin(client)
    walking.fill(client, key)
    first, second = (walking.step(client, key, "check") for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_sending_again_from_a_session_that_has_forgotten_is_still_one_case(client: Client):
    key = walking.begin(client)
    walking.fill(client, key)
    code = walking.step(client, key, "check")["Location"].split("/")[2]

    other = Client()
    walking.fill(other, key)
    assert walking.step(other, key, "check")["Location"] == f"/s/{code}/thanks/"
    assert Case.objects.count() == 1


def test_another_story_under_the_same_key_is_refused(client: Client):
    key = walking.begin(client)
    walking.fill(client, key)
    walking.step(client, key, "check")

    other = Client()
    walking.fill(other, key, description="别的事")
    assert walking.step(other, key, "check").status_code == 409
    assert Case.objects.count() == 1


def test_a_later_question_waits_for_the_earlier_ones(client: Client):
    key = walking.begin(client)
    assert client.get(f"/report/{key}/check/")["Location"] == f"/report/{key}/"
    walking.step(client, key, "what", matter="0301")
    assert client.get(f"/report/{key}/contact/")["Location"] == f"/report/{key}/where/"


def test_going_back_shows_what_was_told(client: Client):
    key = walking.begin(client)
    walking.fill(client, key, address="槐荫里 3 号", description="半夜很吵", name="李婶", phone="13812345678")
    assert "槐荫里 3 号" in client.get(f"/report/{key}/where/").content.decode()
    assert "半夜很吵" in client.get(f"/report/{key}/happened/").content.decode()
    contact = client.get(f"/report/{key}/contact/").content.decode()
    assert "李婶" in contact
    assert "13812345678" in contact


def test_another_choice_changes_one_answer_and_keeps_the_rest(client: Client):
    key = walking.begin(client)
    walking.fill(client, key)
    assert walking.step(client, key, "what", matter="0304")["Location"] == f"/report/{key}/check/"


def test_two_reports_in_two_windows_do_not_mix(client: Client):
    one, other = walking.begin(client), walking.begin(client)
    walking.fill(client, one, description="甲")
    walking.fill(client, other, description="乙")
    walking.step(client, one, "check")
    walking.step(client, other, "check")
    assert set(Case.objects.values_list("description", flat=True)) == {"甲", "乙"}


def test_name_and_telephone_stand_nowhere_readable_in_the_session(client: Client):
    key = walking.begin(client)
    walking.fill(client, key, name="王小明", phone="13812345678")
    (session,) = Session.objects.all()
    kept = str(session.get_decoded())
    assert "王小明" not in kept
    assert "13812345678" not in kept


def test_a_matter_that_is_not_for_residents_is_no_answer(client: Client):
    key = walking.begin(client)
    answer = walking.step(client, key, "what", matter="nonsense")
    assert answer.status_code == 422
    assert "请选一项" in answer.content.decode()


def test_a_place_outside_is_named_beside_the_field(client: Client):
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    answer = walking.step(client, key, "where", address="很远", lon=OUTSIDE[0], lat=OUTSIDE[1])
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "不在我们服务的范围内" in page
    assert "很远" in page


def test_an_empty_place_is_asked_for_again(client: Client):
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    assert walking.step(client, key, "where", address="").status_code == 422


@pytest.mark.parametrize("bad", [{"lon": "x", "lat": LAT}, {"lon": 999, "lat": LAT}, {"address": "很" * 201}])
def test_what_cannot_be_a_place_is_refused_in_words(client: Client, bad: dict[str, object]):
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    assert walking.step(client, key, "where", **({"address": "路口"} | bad)).status_code == 422


def test_an_address_of_the_address_book_needs_no_map(client: Client, cast: Cast, place: Place):
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    which = walking.step(client, key, "where", address="青石街18号门口")
    assert "青石街18号" in which.content.decode()
    answer = walking.step(client, key, "where", place=place.pk)
    assert answer["Location"] == f"/report/{key}/happened/"
    walking.step(client, key, "happened", description="井盖没了")
    walking.step(client, key, "contact")
    walking.step(client, key, "check")
    case = Case.objects.get()
    assert (case.grid, case.address) == (cast.areas.far_grid.code, "青石街18号门口")


def test_a_point_without_words_gets_the_nearest_address_which_follows_the_point(client: Client, place: Place):
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    lon, lat = INSIDE_FAR_GRID
    walking.step(client, key, "where", address="", lon=lon, lat=lat)
    assert place.name in client.get(f"/report/{key}/where/").content.decode()
    walking.step(client, key, "where", address=place.name, lon=LON, lat=LAT)
    assert place.name not in client.get(f"/report/{key}/where/").content.decode()


def test_another_address_is_not_taken_for_the_point_of_the_first(client: Client, place: Place):
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    walking.step(client, key, "where", address="青石街18号")
    walking.step(client, key, "where", place=place.pk)
    lon, lat = INSIDE_FAR_GRID
    answer = walking.step(client, key, "where", address="没有的路", lon=lon, lat=lat)
    assert answer["Location"] == f"{reverse('portal:report_list', args=[key])}?unknown=1"


def test_an_unknown_address_goes_on_by_town_and_community(client: Client, cast: Cast):
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    answer = walking.step(client, key, "where", address="村口大槐树下")
    page = client.get(answer["Location"]).content.decode()
    assert "村口大槐树下" in page
    assert cast.areas.town.name in page
    community = client.get(f"/report/{key}/where/list/?in={cast.areas.community.code}").content.decode()
    assert cast.areas.grid.name in community
    walking.step(client, key, "where", ground=cast.areas.grid.code)
    walking.step(client, key, "happened", description="倒了")
    walking.step(client, key, "contact")
    walking.step(client, key, "check")
    case = Case.objects.get()
    assert (case.grid, case.address, case.point) == (cast.areas.grid.code, "村口大槐树下", None)


def test_an_area_of_another_county_is_no_answer(client: Client, cast: Cast):
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    assert walking.step(client, key, "where", ground=cast.areas.neighbour_grid.code).status_code == 422


def test_something_must_be_said_or_shown(client: Client):
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    walking.step(client, key, "where", address="路口", lon=LON, lat=LAT)
    answer = walking.step(client, key, "happened", description="  ")
    assert answer.status_code == 422
    assert "请写几个字，或者拍一张照片" in answer.content.decode()
    assert walking.step(client, key, "happened", description="", photos=walking.picture()).status_code == 302


def test_a_wrong_telephone_is_named_and_the_name_stays(client: Client):
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    walking.step(client, key, "where", address="路口", lon=LON, lat=LAT)
    walking.step(client, key, "happened", description="坏了")
    answer = walking.step(client, key, "contact", name="李婶", phone="12")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "电话号码不对" in page
    assert "李婶" in page


def test_a_filled_trap_asks_for_one_more_press_and_loses_nothing(client: Client):
    key = walking.begin(client)
    walking.fill(client, key)
    answer = walking.step(client, key, "check", website="https://spam.example")
    assert answer.status_code == 422
    assert "请再按一次" in answer.content.decode()
    assert Case.objects.count() == 0
    assert walking.step(client, key, "check").status_code == 302


def test_an_unfinished_report_is_offered_again_and_can_be_thrown_away(client: Client):
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    page = client.get("/report/", follow=True).content.decode()
    assert f"/report/{key}/check/" in page
    client.post(f"/report/{key}/forget/")
    assert "没写完" not in client.get("/report/", follow=True).content.decode()


def test_a_word_or_pinyin_finds_the_matter(client: Client):
    key = walking.begin(client)
    for words in ("路灯", "ldbl"):
        assert 'value="0304"' in client.get(f"/report/{key}/", {"q": words}).content.decode()
    assert "没有找到" in client.get(f"/report/{key}/", {"q": "zzzzqq"}).content.decode()


def test_a_point_on_the_map_is_put_into_words(client: Client):
    def words(lon: object, lat: object) -> str:
        said: str = client.get("/report/place/", {"lon": str(lon), "lat": str(lat)}).json()["words"]
        return said

    assert words(LON, LAT) == "鼓楼社区第1网格"
    assert "不在服务范围" in words(*OUTSIDE)
    assert "不在服务范围" in words("nan", "x")


def test_a_photo_that_is_none_does_not_cost_the_good_one(client: Client):
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    walking.step(client, key, "where", address="路口", lon=LON, lat=LAT)
    photos = [walking.picture(), SimpleUploadedFile("note.jpg", b"not a photo", "image/jpeg")]
    answer = walking.step(client, key, "happened", description="坏了", photos=photos)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "这不是照片" in page
    assert "坏了" in page
    kept = File.objects.get()
    assert str(kept.pk) in page
    assert client.get(f"/report/{key}/files/{kept.pk}/").status_code == 200
    assert Client().get(f"/report/{key}/files/{kept.pk}/").status_code == 404

    walking.step(client, key, "happened", description="坏了", remove=str(kept.pk))
    assert str(kept.pk) not in client.get(f"/report/{key}/happened/").content.decode()


def test_a_lost_session_keeps_what_is_on_the_page_and_asks_for_the_rest(client: Client):
    key = uuid4()
    answer = walking.step(client, key, "happened", description="写了很久")
    assert answer["Location"] == f"/report/{key}/"
    walking.step(client, key, "what", matter="0301")
    walking.step(client, key, "where", address="路口", lon=LON, lat=LAT)
    assert "写了很久" in client.get(f"/report/{key}/happened/").content.decode()
