"""What the workbench shows of a kind of work beside what every case has: by the name of its process."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from linli.areas.rules import Actor
from linli.cases.models import Case
from linli.cases.rules.process import Field
from linli.web.desk.disputes import own_papers
from linli.web.desk.disputes import papers as dispute_papers
from linli.web.desk.disputes import showing as disputes
from linli.web.desk.fields import Option
from linli.web.desk.risks import papers as risk_papers
from linli.web.desk.risks import showing as risks


@dataclass(frozen=True)
class Face:
    """A kind of work at the desk.

    ``more``: what its part of the case page reads, ``kind_template`` (beside) and, where it has more to show,
    ``kind_main`` (in the middle) among it. ``options``: what a field of its forms
    lets choose from; ``None`` where it has nothing to say. ``papers``: titles of those it has instead of the common
    ones; ``paper`` makes one, ``offered`` says which can be made for somebody with these relations.
    ``opening``: the address of the form that opens one; ``begins``: what that is called.
    """

    more: Callable[[Case, Actor, datetime], dict[str, Any]]
    options: Callable[[Case, Field, datetime], Sequence[Option] | None]
    papers: Mapping[str, str]
    paper: Callable[[Case, str, Actor, datetime], bytes | None]
    offered: Callable[[Case, frozenset[str]], list[dict[str, str]]]
    opening: str
    begins: str | Promise
    #: Fields that another door fills in; no form of the desk asks for them.
    elsewhere: frozenset[str] = frozenset()
    #: Actions that change one of several things: by action the field that says which, and what the thing says now.
    changes: Mapping[str, tuple[str, Callable[[Case, str], dict[str, object]]]] = field(default_factory=dict)


FACES: dict[str, Face] = {
    "dispute": Face(
        disputes.more,
        disputes.options,
        dispute_papers.TITLES | own_papers.TITLES,
        own_papers.made,
        own_papers.offered,
        "desk:disputes:new",
        gettext_lazy("登记调解申请"),
        frozenset({"paper", "door", "signature"}),
    ),
    "risk": Face(
        risks.more,
        risks.options,
        risk_papers.TITLES,
        risk_papers.made,
        risk_papers.offered,
        "desk:risks:new",
        gettext_lazy("提出风险评估"),
        changes={"change_factor": ("factor_n", risks.factor_now)},
    ),
}
