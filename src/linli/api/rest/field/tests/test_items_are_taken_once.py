"""Items of the outbox: taken once, whole or not at all, with a receipt that repeats what arrived."""


import pytest
from tests.cast import Cast
from tests.stories import load_catalogue

from linli.api.rest.field.tests.phone import Phone, sha256
from linli.cases.models import Case


@pytest.fixture
def phone(cast: Cast) -> Phone:
    load_catalogue(cast)
    return Phone(cast.grid_worker)


def test_a_report_is_taken_once_however_often_it_comes(phone: Phone) -> None:
    item = phone.report()
    first, again = phone.send(item), phone.send(item)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    case = Case.objects.get()
    assert first.json()["case"] == {"id": case.pk, "no": case.no, "public_code": case.public_code}
    assert (case.source, case.reporter_posting_id) == ("grid", phone.player.posting.pk)


def test_the_receipt_repeats_id_and_hash_of_what_arrived(phone: Phone) -> None:
    item = phone.report()
    receipt = phone.send(item).json()
    import json

    assert receipt["id"] == item["id"]
    assert receipt["sha256"] == sha256(json.dumps(item, ensure_ascii=False).encode())
