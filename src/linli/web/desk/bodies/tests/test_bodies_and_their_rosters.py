"""Bodies that mediate are kept with their rosters, checked by art. 8, and mediators come from the roster."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import AT, Cast
from tests.counting import statements
from tests.stories import do, load_catalogue

from linli.accounts.audit.models import Entry
from linli.areas.rules import BadForm, KeyConflict, NotAllowed
from linli.cases.actions import BadForm as BadAct
from linli.web.desk.tests.signed_in import signed_in
from linli.work.disputes.actions import BodyWording, MediatorWording, enrol, keep_body, retire
from linli.work.disputes.models import Body, Mediator
from linli.work.disputes.rules.bodies import doubts
from linli.work.disputes.tests.stories import Committee, applied, brought, found_committee

DAY = AT.date()


@pytest.fixture
def committee(cast: Cast) -> Committee:
    load_catalogue(cast)
    return found_committee(cast)


@pytest.fixture
def body(cast: Cast, committee: Committee) -> Body:
    wording = BodyWording(committee.unit.pk, "village", seat="鼓楼社区一楼调解室", has_woman=True)
    return keep_body(wording, by=cast.admin.actor, at=AT)


def on_the_roster(cast: Cast, body: Body, name: str, **more: object) -> Mediator:
    wording = MediatorWording(name, DAY, **more)  # type: ignore[arg-type]  # the parts are checked when they are used
    return enrol(body.pk, wording, by=cast.admin.actor, at=AT, key=uuid4())


@pytest.mark.parametrize(
    ("kind", "members", "women", "count"),
    [
        ("village", 3, "some", 0),
        ("town", 9, "some", 0),
        ("enterprise", 2, "some", 1),
        ("trade", 10, "some", 1),
        ("village", 3, "none", 1),
        ("town", 0, "none", 2),
        ("personal", 1, "none", 0),  # a studio is no committee
        ("resident", 0, "none", 0),
    ],
)
def test_art_8_a_committee_has_three_to_nine_members_a_woman_among_them(
    kind: str, members: int, women: str, count: int
) -> None:
    assert len(doubts(kind, members=members, has_woman=women == "some")) == count


def test_a_body_said_twice_is_one_and_the_journal_says_what_changed(cast: Cast, body: Body) -> None:
    again = BodyWording(body.unit_id, "village", seat="鼓楼社区一楼调解室", has_woman=True)
    assert keep_body(again, by=cast.admin.actor, at=AT) == body
    keep_body(BodyWording(body.unit_id, "village", seat="二楼"), by=cast.admin.actor, at=AT)
    assert list(Entry.objects.filter(verb="body.keep").order_by("pk").values_list("detail", flat=True)) == [
        {"fields": ["unit"]},
        {"fields": ["has_woman", "seat"]},
    ]


def test_only_who_keeps_units_there_keeps_bodies(cast: Cast, committee: Committee, body: Body) -> None:
    for other in (cast.community_desk, cast.leader, committee.mediator):
        with pytest.raises(NotAllowed):
            keep_body(BodyWording(committee.unit.pk, "village"), by=other.actor, at=AT)
        with pytest.raises(NotAllowed):
            enrol(body.pk, MediatorWording("王调解", DAY), by=other.actor, at=AT, key=uuid4())
    with pytest.raises(BadForm, match="没有承担调解的职责"):
        keep_body(BodyWording(cast.units.office.pk, "town"), by=cast.admin.actor, at=AT)


def test_the_roster_takes_everybody_once_and_gives_them_back_a_day(
    cast: Cast, committee: Committee, body: Body
) -> None:
    key, wording = uuid4(), MediatorWording("王调解", DAY, committee.mediator.posting.pk)
    first = enrol(body.pk, wording, by=cast.admin.actor, at=AT, key=key)
    assert enrol(body.pk, wording, by=cast.admin.actor, at=AT, key=key) == first
    with pytest.raises(KeyConflict):
        enrol(body.pk, MediatorWording("别人", DAY), by=cast.admin.actor, at=AT, key=key)
    with pytest.raises(BadForm, match="已经在名册上"):
        on_the_roster(cast, body, "王调解", posting_id=committee.mediator.posting.pk)
    with pytest.raises(BadForm, match="不在本组织"):
        on_the_roster(cast, body, "张三", posting_id=cast.office_handler.posting.pk)
    with pytest.raises(BadForm, match="不能早于"):
        retire(first.pk, on=DAY - timedelta(days=1), by=cast.admin.actor, at=AT)
    with pytest.raises(NotAllowed):
        retire(first.pk, on=DAY, by=cast.leader.actor, at=AT)
    for day in (DAY, DAY + timedelta(days=5)):
        assert retire(first.pk, on=day, by=cast.admin.actor, at=AT).to_on == DAY
    assert Entry.objects.filter(verb__in=["mediator.enrol", "mediator.retire"]).count() == 2


def test_mediators_of_a_case_come_from_the_roster_of_its_body(cast: Cast, committee: Committee, body: Body) -> None:
    on_the_roster(cast, body, "王调解", posting_id=committee.mediator.posting.pk)
    case, mediator = brought(applied(cast), cast, committee, "asking"), committee.mediator.actor
    chosen = {"chosen_by": "parties", "disclosed": "true"}
    with pytest.raises(BadAct) as bad:
        do(case, "appoint", mediator, None, mediators=[committee.colleague.posting.pk], **chosen)
    assert "名册" in bad.value.errors["mediators"]
    form = signed_in(committee.mediator).get(reverse("desk:do", args=[case.pk, "appoint"])).content.decode()
    assert "mediator" in form
    assert "colleague" not in form
    do(case, "appoint", mediator, None, mediators=[committee.mediator.posting.pk], **chosen)
    assert case.state == "mediating"


def test_the_pages_show_what_is_missing_and_take_what_is_filled_in(cast: Cast, committee: Committee) -> None:
    admin = signed_in(cast.admin)
    index = admin.get(reverse("desk:bodies:index")).content.decode()
    assert "还没有登记的单位" in index
    new = reverse("desk:bodies:new", args=[committee.unit.pk])
    assert admin.post(new, {"kind": ""}).status_code == 422
    answer = admin.post(new, {"kind": "village", "seat": "一楼"})
    body = Body.objects.get()
    assert answer["Location"] == reverse("desk:bodies:one", args=[body.pk])
    page = admin.get(answer["Location"]).content.decode()
    assert "委员中应当有妇女" in page
    assert "现有 0 人" in page
    add = reverse("desk:bodies:enrol", args=[body.pk])
    filled = {"key": str(uuid4()), "name": "王调解", "is_member": "on", "from_on": timezone.localdate().isoformat()}
    assert admin.post(add, filled | {"name": ""}).status_code == 422
    for _ in range(2):
        assert admin.post(add, filled).status_code == 302
    line = Mediator.objects.get()
    end = reverse("desk:bodies:retire", args=[body.pk, line.pk])
    assert "不再担任调解员？" in admin.get(end).content.decode()
    assert admin.post(end, {"on": timezone.localdate().isoformat()}).status_code == 302
    reader = signed_in(cast.community_desk)
    assert "王调解" in reader.get(reverse("desk:bodies:one", args=[body.pk])).content.decode()
    for address in (add, end, reverse("desk:bodies:edit", args=[body.pk])):
        assert reader.post(address, filled).status_code == 404
    assert signed_in(cast.stranger).get(reverse("desk:bodies:one", args=[body.pk])).status_code == 404


def test_the_list_costs_the_same_for_few_and_many(cast: Cast, body: Body) -> None:
    client, costs = signed_in(cast.community_desk), []
    for names in (["甲"], ["乙", "丙", "丁"]):
        for name in names:
            on_the_roster(cast, body, name)
        for url in (reverse("desk:bodies:index"), reverse("desk:bodies:one", args=[body.pk])):
            with statements() as sent:
                client.get(url)
            costs.append(len(sent))
    assert costs[:2] == costs[2:]
