"""Tier, appointments and instalments on the case page; what is arranged as a list."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast
from tests.counting import statements
from tests.stories import do, load_catalogue

from linli.cases.models import Case
from linli.web.desk.tests.signed_in import signed_in
from linli.work.disputes.tests.stories import Committee, applied, brought, found_committee

LIST = "desk:disputes:meetings"


def arranged(cast: Cast, committee: Committee, day: str) -> Case:
    case, mediator = brought(applied(cast), cast, committee, "mediating"), committee.mediator.actor
    more = {"how": "visit", "place": "一楼调解室", "sitting": "joint", "invited": "1、2"}
    do(case, "arrange", mediator, None, meet_on=day, meet_at="09:30", **more)
    return case


def test_what_is_arranged_stands_on_the_case_page_and_in_the_list(cast: Cast) -> None:
    load_catalogue(cast)
    committee = found_committee(cast)
    mediator, day = signed_in(committee.mediator), (timezone.localdate() + timedelta(days=2)).isoformat()
    assert "没有约好的调解" in mediator.get(reverse(LIST)).content.decode()
    case, costs = arranged(cast, committee, day), []
    for _ in range(2):
        with statements() as sent:
            page = mediator.get(reverse(LIST)).content.decode()
        costs.append(len(sent))
        arranged(cast, committee, day)
    assert costs[0] == costs[1]
    assert "一楼调解室" in page
    shown = mediator.get(reverse("desk:case", args=[case.pk])).content.decode()
    for words in (day, "第 1、2 方", "第 1 级，共 4 级", "上一级是街道(乡镇)人民调解委员会"):
        assert words in shown
    assert day in mediator.get(reverse("desk:do", args=[case.pk, "call_off"])).content.decode()
    do(case, "call_off", committee.mediator.actor, meeting=1, reason="改期")
    assert f"哪一次 {day}" in mediator.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert case.no not in mediator.get(reverse(LIST)).content.decode()
    assert "一楼调解室" not in signed_in(cast.stranger).get(reverse(LIST)).content.decode()


def test_instalments_are_listed_with_their_days(cast: Cast) -> None:
    load_catalogue(cast)
    committee = found_committee(cast)
    case, mediator = brought(applied(cast), cast, committee, "mediating"), committee.mediator.actor
    told = {"scope": "all", "terms": "分两期", "perform_by": "2026-03-31", "due_days": "2026-03-20、2026-03-31"}
    do(case, "agree_in_writing", mediator, None, instalments=2, **told)
    for party in (1, 2):
        do(case, "sign", mediator, party=party, signed_on="2026-03-04", how="paper")
    do(case, "seal", mediator, sealed_on="2026-03-04")
    do(case, "instalment", mediator, done_on="2026-03-04", receipt="收条")
    page = signed_in(committee.mediator).get(reverse("desk:case", args=[case.pk])).content.decode()
    assert page.index("2026-03-20") < page.index("已履行") < page.index("未履行")
