"""What was entrusted and has ended stays in 待办 of those who owe the report, until it went back."""

from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from tests.cast import AT, Cast, Player
from tests.stories import do, load_catalogue, replays

from linli.cases.actions import act
from linli.cases.models import Case
from linli.web.desk.tests.signed_in import costs, signed_in
from linli.work.disputes.actions import Entrusted
from linli.work.disputes.tests.stories import Committee, applied, brought, found_committee

LIST = "/desk/lists/to_handle/"
DAY = (AT + timedelta(days=30)).date()
COURT = Entrusted("court", "镜河县人民法院", "（2026）委调 12 号", DAY.isoformat())
ENDED: dict[str, Any] = {"reason": "差距太大", "remedy": "可以向人民法院起诉"}


@pytest.fixture(autouse=True)
def committee(cast: Cast) -> Committee:
    load_catalogue(cast)
    return found_committee(cast)


@pytest.fixture
def ended(cast: Cast, committee: Committee) -> Case:
    return ended_without_agreement(cast, committee, COURT)


def ended_without_agreement(cast: Cast, committee: Committee, entrusted: Entrusted | None = None) -> Case:
    told = {"started_by": "entrusted", "entrusted": entrusted} if entrusted else dict[str, Any]()
    case = brought(applied(cast, **told), cast, committee, "asking")
    do(case, "end", committee.mediator.actor, **ENDED)
    return case


def numbers(player: Player, address: str = LIST) -> list[str]:
    queue = signed_in(player).get(address).context["queue"]
    return [one["row"].case.no for one in queue]


def count(player: Player) -> int:
    counts = signed_in(player).get("/desk/counts/").json()["counts"]
    return int(counts["to_handle"]["count"])


def test_the_desk_and_the_mediator_see_it_with_its_day_until_it_went_back(
    cast: Cast, committee: Committee, ended: Case
) -> None:
    owing = (cast.community_desk, committee.mediator)
    assert ended.is_final
    for player in owing:
        assert (numbers(player), numbers(player, f"{LIST}?order=due"), count(player)) == ([ended.no], [ended.no], 1)
        page = signed_in(player).get(LIST).content.decode()
        assert f"{DAY.year}年{DAY.month}月{DAY.day}日" in page  # when it is due
    for player in (cast.stranger, cast.handler, cast.county_desk):
        assert (numbers(player), count(player)) == ([], 0)
    assert replays(ended)

    key, form = uuid4(), {"returned_on": AT.date().isoformat()}
    steps = [
        act(ended.pk, "return_report", by=cast.community_desk.actor, at=AT + timedelta(days=2), form=form, key=key)
        for _again in range(2)
    ]
    assert steps[0] == steps[1]
    ended.refresh_from_db()
    assert ended.owed_at is None
    for player in owing:
        assert (numbers(player), count(player)) == ([], 0)


def test_what_nobody_entrusted_owes_nothing_when_it_has_ended(cast: Cast, committee: Committee) -> None:
    case = ended_without_agreement(cast, committee)
    assert (case.is_final, case.owed_at) == (True, None)
    assert numbers(committee.mediator) == []


def test_another_day_moves_it(cast: Cast, ended: Case) -> None:
    before = ended.owed_at
    later = (DAY + timedelta(days=10)).isoformat()
    do(ended, "report_another_day", cast.community_desk.actor, report_by=later, reason="法院同意")
    assert before is not None
    assert ended.owed_at is not None
    assert ended.owed_at - before >= timedelta(days=9)


@pytest.mark.usefixtures("ended")
def test_many_cost_as_many_questions_as_one(cast: Cast, committee: Committee) -> None:
    addresses, desk = (LIST, f"{LIST}?order=due"), cast.community_desk
    first = [costs(signed_in(desk), [address]) for address in addresses]
    for _ in range(3):
        ended_without_agreement(cast, committee, COURT)
    assert [costs(signed_in(desk), [address]) for address in addresses] == first
    assert count(desk) == 4


def test_what_ended_before_this_was_kept_is_found_too_and_once(ended: Case, cast: Cast) -> None:
    was = ended.owed_at
    Case.objects.update(owed_at=None)
    for _again in range(2):
        with connection.cursor() as cursor:
            cursor.execute(import_module("linli.cases.migrations.0021_lists_find_more").OWED)
        ended.refresh_from_db()
        assert ended.owed_at == was
    assert numbers(cast.community_desk) == [ended.no]
