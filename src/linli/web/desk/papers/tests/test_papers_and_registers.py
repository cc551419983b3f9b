"""Papers fit the state of the case; registers hold the cases of a period and a ground."""

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from tests.cast import AT, Cast
from tests.stories import bring, do, load_catalogue, reported

from linli.accounts.audit.models import Entry
from linli.web.desk.tests.signed_in import signed_in

PERIOD = {"since": "2026-03-01", "until": "2026-03-04"}


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def rows(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_each_paper_is_made_when_it_fits_and_is_not_there_otherwise(cast: Cast) -> None:
    client = signed_in(cast.community_desk)
    new, handled, refused = reported(), bring(reported(), cast, "handling"), reported()
    do(refused, "refuse", cast.community_desk.actor, reason="不属于本平台", remedy="可拨打 12345")
    do(handled, "supervise", cast.supervisor.actor, kind="public", reason="领导批示")
    fits = {
        new: {"approval", "urging"},
        handled: {"approval", "assignment", "supervision", "urging"},
        refused: {"approval", "refusal"},
        bring(reported(), cast, "closed"): {"approval", "assignment", "closing"},
    }
    for case, kinds in fits.items():
        for kind in ("approval", "assignment", "supervision", "urging", "closing", "refusal", "poem"):
            answer = client.get(f"/desk/cases/{case.pk}/papers/{kind}/")
            assert (answer.status_code == 200) is (kind in kinds), (case.state, kind)
            if answer.status_code == 200:
                assert answer.content.startswith(b"%PDF")


def test_a_paper_of_a_case_one_may_not_see_is_not_there(cast: Cast) -> None:
    assert signed_in(cast.stranger).get(f"/desk/cases/{reported().pk}/papers/approval/").status_code == 404


def test_the_intake_register_holds_the_period_and_the_ground_with_masked_names(cast: Cast) -> None:
    case = bring(reported(contact_name="张三丰"), cast, "closed")
    reported(at=AT.replace(day=5))
    client = signed_in(cast.community_desk)
    answer = client.post("/desk/registers/", PERIOD | {"kind": "intake", "area": cast.areas.community.code})
    assert "attachment" in answer["Content-Disposition"]
    title, _about, head, *lines = rows(answer.content)
    assert title[0] == "受理事项总登记本"
    assert head[2] == "办件编号"
    assert [(line[2], line[4], line[9]) for line in lines] == [(case.no, "张**", "县城管局")]
    assert "张三丰" not in str(lines)


def test_the_register_of_patrols_holds_what_was_found_by_looking(cast: Cast) -> None:
    reported()
    found = reported(by=cast.grid_worker.actor, source="grid")
    answer = signed_in(cast.community_desk).post(
        "/desk/registers/", PERIOD | {"kind": "hazards", "area": cast.areas.grid.code}
    )
    assert [line[2] for line in rows(answer.content)[3:]] == [found.no]


def test_an_export_is_in_the_journal(cast: Cast) -> None:
    signed_in(cast.community_desk).post(
        "/desk/registers/", PERIOD | {"kind": "intake", "area": cast.areas.community.code}
    )
    entry = Entry.objects.get(verb="case.export")
    assert (entry.user_id, entry.subject_id) == (cast.community_desk.user.pk, cast.areas.community.code)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"area": "990102"}, "area"),
        ({"area": "990101"}, "area"),  # the county is above a community's desk
        ({"kind": "poem"}, "kind"),
        ({"since": "nonsense"}, "since"),
        ({"until": "2026-02-01"}, "until"),
    ],
)
def test_what_cannot_be_exported_is_said_beside_the_field(cast: Cast, changes: dict[str, str], wrong: str) -> None:
    form = PERIOD | {"kind": "intake", "area": cast.areas.community.code} | changes
    answer = signed_in(cast.community_desk).post("/desk/registers/", form)
    assert answer.status_code == 422
    assert set(answer.context["errors"]) == {wrong}
    assert not Entry.objects.filter(verb="case.export").exists()


def test_who_may_not_export_is_told_so(cast: Cast) -> None:
    for method in ("get", "post"):
        assert getattr(signed_in(cast.handler), method)("/desk/registers/").status_code == 403
