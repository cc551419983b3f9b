"""Disputes brought to where a test begins, through the ordinary actions only."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from tests.cast import AT, Cast, Player, new_unit, player
from tests.stories import do

from linli.areas.models import Unit
from linli.areas.rules import Actor
from linli.cases.models import Case
from linli.work.disputes.actions import Application, PartyForm, apply, load_types
from linli.work.disputes.queries import COURT

FACTS, CLAIM = "楼上卫生间漏水，把楼下的天花板泡坏了", "修好漏水处，赔偿粉刷费八百元"
MINUTES, TALK, TERMS = "双方各说了经过", "其实出五百也行", "王小明三月底前赔偿李大华八百元"


@dataclass(frozen=True)
class Committee:
    """The body that mediates in the community of the cast, and who works there."""

    unit: Unit
    mediator: Player
    colleague: Player


def found_committee(cast: Cast) -> Committee:
    """The types of disputes, and a committee with two mediators."""
    load_types(at=AT)
    unit = new_unit(
        area=cast.areas.community, kind="team", name="鼓楼社区人民调解委员会", functions=["村(居)人民调解委员会"]
    )
    return Committee(unit, player("mediator", "handler", unit), player("colleague", "handler", unit))


def open_court(cast: Cast) -> Player:
    """The court of the cast's county, and its clerk."""
    return player("clerk", "handler", new_unit(area=cast.areas.county, name="镜河县人民法院", functions=[COURT]))


def an_application(cast: Cast, **changes: object) -> Application:
    """A leak between neighbours."""
    told = Application(
        type_code="1702",
        started_by="application",
        notice="shown",
        facts=FACTS,
        claim=CLAIM,
        applicants=[PartyForm("李大华", "13812345678", "青石街 18 号 201")],
        respondents=[PartyForm("王小明", "13912345678", "青石街 18 号 301")],
        ground_code=cast.areas.grid.code,
    )
    return replace(told, **changes)  # type: ignore[arg-type]  # the parts are checked when they are used


def applied(cast: Cast, by: Actor | None = None, at: datetime = AT, **changes: object) -> Case:
    """A dispute just applied for at the community desk."""
    return apply(an_application(cast, **changes), by=by or cast.community_desk.actor, at=at, key=uuid4())


def brought(case: Case, cast: Cast, committee: Committee, to: str) -> Case:
    """The dispute brought along the usual way, all in one morning, until it stands in state ``to``."""
    desk, mediator = cast.community_desk.actor, committee.mediator.actor
    day = AT.date().isoformat()
    way: list[tuple[str, str, Actor, dict[str, object]]] = [
        ("asking", "screen", desk, {"nature": "civil", "lead": committee.unit.pk}),
        ("asking", "consent", mediator, {"party": 2, "how": "phone"}),
        (
            "mediating",
            "appoint",
            mediator,
            {"mediators": [committee.mediator.posting.pk], "chosen_by": "parties", "disclosed": "true"},
        ),
        (
            "mediating",
            "sit_together",
            mediator,
            {"held_on": day, "how": "visit", "openness": "closed", "minutes": MINUTES},
        ),
        ("agreed", "agree_in_writing", mediator, {"scope": "all", "terms": TERMS, "perform_by": "2026-03-31"}),
        ("agreed", "sign", mediator, {"party": 1, "signed_on": day, "how": "paper"}),
        ("agreed", "sign", mediator, {"party": 2, "signed_on": day, "how": "paper"}),
        ("effective", "seal", mediator, {"sealed_on": day}),
        ("performed", "finish", mediator, {"done_on": day, "result": "当场付清"}),
    ]
    for state, action, by, form in way:
        if to == "applied" or (case.state == to and state != to):
            break
        do(case, action, by, None, **form)
    assert case.state == to
    return case
