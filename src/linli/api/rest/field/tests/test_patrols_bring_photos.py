"""Photos of what a patrol found: promised with the answer, hung on it when they arrive, seen by the ground only."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.cast import Cast

from linli.api.rest.field.tests.phone import FIELD, Phone, a_file, a_photo
from linli.api.rest.field.tests.test_applications_are_taken_down import an_application
from linli.documents.models import File, Upload
from linli.work.disputes.tests.stories import found_committee
from linli.work.patrols import queries
from linli.work.patrols.actions import write_checklist
from linli.work.patrols.models import Answer, Picture, Task
from linli.work.patrols.rules import Wording


@pytest.fixture
def task(cast: Cast) -> Task:
    """A patrol of two points in the worker's grid, due today."""
    day = timezone.localdate()
    wording = Wording("消防通道", ("有没有堵", "灯亮不亮"), "once", day, day, (cast.areas.grid.code,))
    return write_checklist(wording, by=cast.community_desk.actor, at=timezone.now(), key=uuid4()).tasks.get()


def answers(task: Task, phone: Phone, *photos: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Both points answered: something was found at the second, and photographed."""
    told = [
        {"item": "1", "verdict": "fine"},
        {"item": "2", "verdict": "found", "photos": [one["id"] for one in photos]},
    ]
    return phone.item("patrol", patrol=task.pk, answers=told, files=list(photos)) | changes


def test_photos_follow_their_answer_and_hang_on_it(phone: Phone, task: Task, cast: Cast) -> None:
    content = a_photo()
    photo = a_file(content)
    item = answers(task, phone, photo)
    assert [phone.send(item).status_code for _ in range(2)] == [201, 200]
    (finding,) = queries.patrol(task.pk, cast.community_desk.actor).items[1].findings  # type: ignore[union-attr]
    assert (finding.photos, finding.awaited) == ((), 1)
    for _ in range(2):  # the whole file twice changes nothing
        assert phone.put_all(photo["id"], content).json()["sha256"] == photo["sha256"]
    (finding,) = queries.patrol(task.pk, cast.community_desk.actor).items[1].findings  # type: ignore[union-attr]
    assert ([str(one) for one in finding.photos], finding.awaited) == ([photo["id"]], 0)
    assert File.objects.get(pk=photo["id"]).attached_at is not None
    assert Answer.objects.count() == 2
    assert phone.client.get(f"{FIELD}photos/{photo['id']}?small=1", headers=phone.headers()).status_code == 200


def test_who_has_nothing_to_do_with_the_ground_does_not_see_them(phone: Phone, task: Task, cast: Cast) -> None:
    content = a_photo()
    photo = a_file(content)
    phone.send(answers(task, phone, photo))
    phone.put_all(photo["id"], content)
    for other in (cast.other_grid_worker, cast.handler, cast.stranger):
        phone_of = Phone(other)
        answer = phone_of.client.get(f"{FIELD}photos/{photo['id']}", headers=phone_of.headers())
        assert answer.status_code == 404, other


def test_photos_that_do_not_fit_the_answers_are_refused_whole(phone: Phone, task: Task) -> None:
    one, two = a_file(a_photo()), a_file(a_photo((40, 30)))
    named_nowhere = answers(task, phone, one, files=[one, two])
    unpromised = answers(task, phone, one, files=[])
    for wrong in (named_nowhere, unpromised):
        refused = phone.send(wrong)
        assert (refused.status_code, set(refused.json()["errors"])) == (422, {"files"})
    four = [a_file(a_photo((40 + n, 30))) for n in range(4)]
    assert phone.send(answers(task, phone, *four)).status_code == 422
    assert not Picture.objects.exists()
    assert not Answer.objects.exists()
    assert not Upload.objects.exists()


def test_a_finding_without_words_photo_or_report_is_asked_for(phone: Phone, task: Task) -> None:
    refused = phone.send(answers(task, phone))
    assert (refused.status_code, refused.json()["errors"]) == (422, {"2": "请写有什么问题"})


def test_a_finding_that_was_taken_down_as_an_application_leads_to_its_case(
    phone: Phone, task: Task, cast: Cast
) -> None:
    found_committee(cast)
    application = an_application(phone, cast, started_by="committee")
    case = phone.send(application).json()["case"]
    told = [{"item": "1", "verdict": "fine"}, {"item": "2", "verdict": "found", "report": application["id"]}]
    assert phone.send(answers(task, phone, answers=told)).status_code == 201
    (finding,) = queries.patrol(task.pk, cast.community_desk.actor).items[1].findings  # type: ignore[union-attr]
    assert (finding.case, finding.case_no) == (case["id"], case["no"])
