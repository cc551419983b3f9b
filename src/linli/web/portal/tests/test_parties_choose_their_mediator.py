"""Parties choose from the public roster on their own pages, or through the desk; the same one chosen is the choice."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import AT, Cast, Player, player
from tests.counting import statements
from tests.stories import do as acts

from linli.accounts.audit.models import Entry
from linli.cases.actions import BadForm
from linli.cases.models import Case
from linli.web.portal.tests.mediating import THEIRS, YOURS, code, do, entered, form_of
from linli.work.disputes.actions import BodyWording, MediatorWording, enrol, keep_body
from linli.work.disputes.tests.stories import Committee, applied, found_committee


@pytest.fixture(autouse=True)
def committee(clock: object, cast: Cast) -> Committee:  # noqa: ARG001 - the catalogue comes before
    return found_committee(cast)


@pytest.fixture
def asking(cast: Cast, committee: Committee) -> Case:
    case = applied(cast)
    acts(case, "screen", cast.community_desk.actor, nature="civil", lead=committee.unit.pk)
    acts(case, "consent", committee.mediator.actor, party=2, how="phone")
    return case


def enrolled(cast: Cast, committee: Committee, **people: str) -> None:
    """The body keeps a roster, on which these stand by the name of the player."""
    body = keep_body(BodyWording(committee.unit.pk, "village", has_woman=True), by=cast.admin.actor, at=AT)
    for one, name in people.items():
        posting = getattr(committee, one).posting.pk
        wording = MediatorWording(name, AT.date(), posting_id=posting)
        enrol(body.pk, wording, by=cast.admin.actor, at=AT, key=uuid4())


def signed_in(player: Player) -> Client:
    client = Client()
    client.force_login(player.user)
    return client


def chooses(case: Case, party: int, mediator: int):
    client, page = entered(case, party, (YOURS, THEIRS)[party - 1][-4:])
    return do(client, page, "choose_mediator", mediator=str(mediator))


def test_the_same_one_chosen_by_both_is_proposed_with_the_disclosure_and_appointed(asking: Case, committee: Committee):
    wanted, lead = committee.colleague.posting.pk, committee.mediator.actor
    assert chooses(asking, 1, wanted).status_code == 302
    you, yours = entered(asking, 1, YOURS[-4:])
    assert "选了colleague" in you.get(yours).content.decode()
    assert chooses(asking, 2, wanted).status_code == 302
    told = you.get(yours).content.decode()
    assert "各方选了同一位调解员" in told
    assert f"{yours}choose_mediator/" not in told
    assert you.get(f"{yours}choose_mediator/").status_code == 409
    with pytest.raises(BadForm, match="各方已经选定"):
        acts(asking, "propose", lead, mediators=[committee.mediator.posting.pk], interest="none")
    acts(asking, "propose", lead, mediators=[wanted], interest="some", interest_note="和申请人同住一个小区")
    assert "和申请人同住一个小区" in you.get(yours).content.decode()
    acts(asking, "appoint", lead, mediators=[wanted], chosen_by="parties", disclosed="true")
    assert asking.more["mediators"] == [wanted]
    steps = asking.steps.filter(action="choose_mediator").order_by("number")
    assert [(step.form["party"], step.form["how"], step.actor_kind) for step in steps] == [
        (1, "online", "party"),
        (2, "online", "party"),
    ]
    assert Entry.objects.filter(verb="case.choose_mediator").count() == 2


def test_where_they_differ_both_are_told_who_decides(asking: Case, committee: Committee):
    assert chooses(asking, 1, committee.colleague.posting.pk).status_code == 302
    assert chooses(asking, 2, committee.mediator.posting.pk).status_code == 302
    for party, phone in ((1, YOURS), (2, THEIRS)):
        client, page = entered(asking, party, phone[-4:])
        assert "由调解组织指定" in client.get(page).content.decode()


def test_the_roster_stands_by_name_and_says_nothing_that_compares(asking: Case, cast: Cast, committee: Committee):
    enrolled(cast, committee, mediator="赵和", colleague="陈平")
    player("unlisted", "handler", committee.unit)
    client, page = entered(asking, 1, YOURS[-4:])
    told = client.get(f"{page}choose_mediator/").content.decode()
    assert "陈平 · 委员 · 2026-03-04 起在名册上" in told
    assert "赵和" in told
    assert "unlisted" not in told
    for word in ("成功率", "评分", "排名", "件数", "办过"):
        assert word not in told


def test_whom_a_party_does_not_want_is_not_offered_to_any(asking: Case, committee: Committee):
    unwanted, other = committee.mediator.posting.pk, committee.colleague.posting.pk
    acts(asking, "propose", committee.mediator.actor, mediators=[unwanted], interest="none")
    client, page = entered(asking, 2, THEIRS[-4:])
    assert do(client, page, "object_mediators").status_code == 302
    you, yours = entered(asking, 1, YOURS[-4:])
    told = you.get(f"{yours}choose_mediator/").content.decode()
    assert f'value="{other}"' in told
    assert f'value="{unwanted}"' not in told
    again = do(you, yours, "choose_mediator", mediator=str(unwanted))
    assert again.status_code == 422
    assert "请另选一位" in again.content.decode()
    form = signed_in(committee.mediator).get(reverse("desk:do", args=[asking.pk, "propose"])).content.decode()
    assert f'value="{unwanted}"' not in form
    with pytest.raises(BadForm, match="要求换调解员"):
        acts(asking, "propose", committee.mediator.actor, mediators=[unwanted], interest="none")


def test_a_second_press_is_the_first_and_nothing_chosen_is_said_beside_the_list(asking: Case, committee: Committee):
    client, page = entered(asking, 1, YOURS[-4:])
    address = f"{page}choose_mediator/"
    empty = do(client, page, "choose_mediator")
    assert empty.status_code == 422
    assert "请选一位" in empty.content.decode()
    form = form_of(client, address) | {"mediator": str(committee.colleague.posting.pk)}
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 302]
    assert asking.steps.filter(action="choose_mediator").count() == 1
    assert client.post(address, form | {"mediator": str(committee.mediator.posting.pk)}).status_code == 409


def test_nobody_chooses_before_consenting_nor_through_the_code_of_another(cast: Cast, committee: Committee):
    case = applied(cast)
    acts(case, "screen", cast.community_desk.actor, nature="civil", lead=committee.unit.pk)
    assert chooses(case, 2, committee.colleague.posting.pk).status_code == 409
    client, _page = entered(case, 1, YOURS[-4:])
    theirs = f"/m/{code(case, 2)}/choose_mediator/"
    assert client.post(theirs, {"mediator": str(committee.colleague.posting.pk)}).status_code == 403
    assert not case.steps.filter(action="choose_mediator").exists()


def test_a_mediator_of_another_body_cannot_be_chosen(asking: Case, cast: Cast, committee: Committee):
    stranger = cast.stranger.posting.pk
    assert chooses(asking, 1, stranger).status_code == 422
    with pytest.raises(BadForm, match="名册"):
        acts(asking, "choose_mediator", committee.mediator.actor, party=1, how="paper", mediators=[stranger])


def test_the_desk_records_what_a_party_says_on_paper(asking: Case, cast: Cast, committee: Committee):
    desk, address = signed_in(committee.mediator), reverse("desk:do", args=[asking.pk, "choose_mediator"])
    form = desk.get(address).content.decode()
    assert "colleague" in form
    acts(
        asking,
        "choose_mediator",
        committee.mediator.actor,
        party=2,
        how="paper",
        mediators=[committee.colleague.posting.pk],
    )
    page = desk.get(reverse("desk:case", args=[asking.pk])).content.decode()
    assert "选了colleague" in page
    assert signed_in(cast.stranger).get(address).status_code == 404


def test_the_list_costs_the_same_however_long_the_roster(asking: Case, committee: Committee):
    client, page = entered(asking, 1, YOURS[-4:])
    costs = []
    for more in range(2):
        for number in range(more * 5):
            player(f"another{number}", "handler", committee.unit)
        client.get(f"{page}choose_mediator/")
        with statements() as sent:
            assert client.get(f"{page}choose_mediator/").status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]
