"""Who looks after what goes in and out on a ground."""

from datetime import datetime

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.rules import Ground
from linli.deadlines.rules import SHANGHAI


def overseers(ground: Ground, at: datetime) -> list[int]:
    """Postings in force that may manage exchange on this ground."""
    over = [code for code in ground if code]
    found = areas.postings_on(at.astimezone(SHANGHAI).date()).filter(ground__code__in=over)
    return list(found.filter(role__permissions__contains=[str(Permission.EXCHANGE)]).values_list("pk", flat=True))
