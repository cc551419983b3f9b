"""An application is entered, its parties and secrets are shown to those concerned, its papers are made."""

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.cast import Cast
from tests.stories import do, load_catalogue, reported

from linli.accounts.audit.models import Entry
from linli.cases.models import Case
from linli.web.desk.tests.signed_in import costs, signed_in
from linli.work.disputes.models import Party
from linli.work.disputes.tests.stories import FACTS, MINUTES, TERMS, Committee, applied, brought, found_committee


@pytest.fixture(autouse=True)
def committee(cast: Cast) -> Committee:
    load_catalogue(cast)
    return found_committee(cast)


def typed(cast: Cast, **changes: str) -> dict[str, str]:
    told = {
        "key": str(uuid4()),
        "type": "1702",
        "ground": cast.areas.grid.code,
        "started_by": "application",
        "notice": "shown",
        "facts": FACTS,
        "claim": "修好漏水处",
        "applicant1_name": "李大华",
        "applicant1_phone": "１３８12345678",
        "respondent1_name": "王小明",
    }
    return told | changes


def test_an_application_is_saved_and_its_parties_are_masked(cast: Cast) -> None:
    desk = signed_in(cast.community_desk)
    form = desk.get(reverse("desk:disputes:new"))
    assert "邻里纠纷" in form.content.decode()
    assert "不收别的" in form.content.decode()  # the notice
    answer = desk.post(reverse("desk:disputes:new"), typed(cast))
    case = Case.objects.get(process="dispute")
    assert answer.headers["Location"] == reverse("desk:case", args=[case.pk])
    assert case.steps.get().form["notice"] == "shown"
    page = desk.get(answer.headers["Location"]).content.decode()
    assert "李**" in page
    assert "138******78" in page
    for secret in ("李大华", FACTS, "13812345678"):
        assert secret not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"facts": ""}, "请填写纠纷事实"),
        ({"notice": ""}, "请填写个人信息告知"),
        ({"respondent1_name": ""}, "请填写被申请人人数"),
        ({"respondent1_name": "", "respondent1_phone": "13912345678"}, "请填写姓名或名称"),
        ({"respondent1_phone": "12"}, "电话号码不对"),
        ({"ground": ""}, "不在本平台服务的范围内"),
        ({"type": ""}, "请选择要反映的事项"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    cast: Cast, changes: dict[str, str], said: str
) -> None:
    answer = signed_in(cast.community_desk).post(reverse("desk:disputes:new"), typed(cast, **changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "修好漏水处" in answer.content.decode()
    assert not Case.objects.exists()


def test_choosing_a_dispute_in_the_report_form_leads_to_the_application(cast: Cast) -> None:
    answer = signed_in(cast.community_desk).post(reverse("desk:report"), {"matter": "1702", "source": "visit"})
    assert answer.headers["Location"].startswith(reverse("desk:disputes:new") + "?type=1702")
    assert not Case.objects.exists()


def test_an_event_is_turned_at_the_desk(cast: Cast) -> None:
    event, desk = reported(), signed_in(cast.community_desk)
    address = f"{reverse('desk:disputes:new')}?from={event.pk}"
    assert address in desk.get(reverse("desk:case", args=[event.pk])).content.decode()
    assert event.no in desk.get(address).content.decode()
    desk.post(reverse("desk:disputes:new"), typed(cast, **{"from": str(event.pk)}))
    dispute = Case.objects.get(process="dispute")
    for one, other in ((event, dispute), (dispute, event)):
        assert other.no in desk.get(reverse("desk:case", args=[one.pk])).content.decode()


def test_a_party_is_shown_once_for_a_purpose(cast: Cast, committee: Committee) -> None:
    case = brought(applied(cast), cast, committee, "asking")
    address = reverse("desk:disputes:party", args=[case.pk, 2])
    mediator = signed_in(committee.mediator)
    assert mediator.post(address, {"purpose": " "}).status_code == 422
    assert "王小明" in mediator.post(address, {"purpose": "征询意愿"}).content.decode()
    assert signed_in(cast.supervisor).post(address, {"purpose": "看看"}).status_code == 403
    assert signed_in(cast.stranger).get(address).status_code == 404
    assert mediator.get(reverse("desk:disputes:party", args=[case.pk, 9])).status_code == 404
    assert Entry.objects.filter(verb="party.reveal").count() == 1


def test_what_is_sealed_is_opened_by_a_press_for_those_concerned(cast: Cast, committee: Committee) -> None:
    case = brought(applied(cast), cast, committee, "agreed")
    step = case.steps.get(action="sit_together")
    address = reverse("desk:sealed", args=[case.pk, step.number])
    mediator = signed_in(committee.mediator)
    page = mediator.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert address in page
    assert MINUTES not in page
    assert MINUTES not in mediator.get(address).content.decode()
    assert MINUTES in mediator.post(address).content.decode()
    leader = signed_in(cast.leader)
    assert address not in leader.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert leader.post(address).status_code == 403


def test_the_form_of_an_act_offers_parties_and_mediators(cast: Cast, committee: Committee) -> None:
    case = brought(applied(cast), cast, committee, "asking")
    mediator = signed_in(committee.mediator)
    asked = mediator.get(reverse("desk:do", args=[case.pk, "silent"])).content.decode()
    assert "被申请人 王**" in asked
    chosen = mediator.get(reverse("desk:do", args=[case.pk, "appoint"])).content.decode()
    assert "colleague" in chosen
    answer = mediator.post(
        reverse("desk:do", args=[case.pk, "appoint"]),
        {
            "key": str(uuid4()),
            "mediators": [str(committee.mediator.posting.pk), str(committee.colleague.posting.pk)],
            "chosen_by": "parties",
            "disclosed": "true",
        },
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert len(case.more["mediators"]) == 2


def test_papers_are_made_for_those_who_may_open_what_they_say(cast: Cast, committee: Committee) -> None:
    case = brought(applied(cast), cast, committee, "effective")
    mediator, desk = signed_in(committee.mediator), signed_in(cast.community_desk)
    for name in ("application", "minutes", "agreement"):
        paper = mediator.get(reverse("desk:paper", args=[case.pk, name]))
        assert paper.content.startswith(b"%PDF")
    assert desk.get(reverse("desk:paper", args=[case.pk, "agreement"])).status_code == 200
    assert desk.get(reverse("desk:paper", args=[case.pk, "minutes"])).status_code == 404
    assert signed_in(cast.leader).get(reverse("desk:paper", args=[case.pk, "agreement"])).status_code == 404
    assert mediator.get(reverse("desk:paper", args=[case.pk, "approval"])).status_code == 404
    assert "制作《人民调解协议书》" in Entry.objects.values_list("purpose", flat=True)
    assert TERMS not in str(list(Entry.objects.values_list("detail", "purpose")))


def test_the_page_of_a_dispute_costs_the_same_however_long_its_course(cast: Cast, committee: Committee) -> None:
    short = brought(applied(cast), cast, committee, "mediating")
    long = brought(applied(cast), cast, committee, "effective")
    do(long, "press", committee.mediator.actor, how="phone")
    addresses = [reverse("desk:case", args=[case.pk]) for case in (short, long)]
    first, second = costs(signed_in(committee.mediator), addresses)
    assert first == second
    assert Party.objects.count() == 4
