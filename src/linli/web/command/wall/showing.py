"""Everything the wall shows of a ground at a moment."""

from datetime import datetime
from typing import Any

from linli.accounts.permissions import Permission
from linli.areas.models import Posting
from linli.areas.rules import Actor
from linli.deadlines.rules import SHANGHAI
from linli.web.command.wall import figures, news, reds


def shown(actor: Actor, posting: Posting, at: datetime) -> dict[str, Any]:
    """What the template asks for."""
    code, today = actor.ground_code, at.astimezone(SHANGHAI).date()
    days = figures.days_of(code, today)
    return {
        "at": at,
        "place": posting.ground.name,
        "posting": posting.pk,
        "ground_code": code,
        "figures": figures.figures(code, days, today),
        "days": days,
        "matters": figures.top_matters(code, today),
        "units": figures.units(code, today),
        "news": news.news(actor),
        "orders": news.orders(actor, at),
        "may_instruct": actor.holds(Permission.SUPERVISE),
        "reds": reds.red_list(actor, posting.ground.county, at),
    }
