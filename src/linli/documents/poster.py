"""The poster of a questionnaire as PDF, A4, to be hung up; values come finished, this room knows nothing of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linli.documents.paper import chinese_date
from linli.documents.qr import qr_svg
from linli.documents.typesetting import typeset

TITLE = "问卷海报"
#: More groups than these are counted, not named: nobody reads so long a list on a wall.
_MOST_GROUPS = 8


@dataclass(frozen=True, kw_only=True)
class Poster:
    """What hangs on a wall: what is intended, who is asked, to which day, where to answer.

    ``announced`` is the period in which the public is asked in any way (both days), ``shorter`` why it is shorter than
    usual; both may be empty.
    """

    unit: str
    title: str
    question: str
    groups: Sequence[str]
    until: date
    address: str
    issued_on: date
    announced: tuple[date, date] | None = None
    shorter: str = ""


def poster(one: Poster) -> bytes:
    """The poster as PDF: one page."""
    more = len(one.groups) > _MOST_GROUPS
    period = "　至　".join(chinese_date(day) for day in one.announced) if one.announced else ""
    values = {
        "title": f"{TITLE} {one.title}",
        "unit": one.unit,
        "subject": one.title,
        "question": one.question,
        "groups": "、".join(one.groups[:_MOST_GROUPS]) + (f" 等 {len(one.groups)} 类" if more else ""),
        "until": chinese_date(one.until),
        "period": period,
        "shorter": one.shorter,
        "address": one.address,
        "qr": qr_svg(one.address),
        "issued_on": chinese_date(one.issued_on),
        "public_code": "",  # of a case, which a poster is not about
    }
    return typeset("questionnaire_poster.typ", values, issued_on=one.issued_on)
