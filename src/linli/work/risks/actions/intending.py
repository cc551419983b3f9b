"""Something a unit intends: a case on the risk process."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.areas.rules import Actor
from linli.cases.actions import BadForm, Report, open_case
from linli.cases.models import Case
from linli.lib.sentences import Said

LONGEST_TITLE = 60


@dataclass(frozen=True)
class Intention:
    """What is intended, of which kind, where, decided by whom, and what it may do to people.

    ``ground_code``: the area it concerns.
    """

    type_code: str
    title: str
    description: str
    decision_maker: str
    adverse: str
    ground_code: str

    @property
    def report(self) -> Report:
        """The intention as the engine takes it."""
        return Report(
            source="other",
            matter_code=self.type_code,
            title=self.title,
            description=self.description,
            ground_code=self.ground_code,
            answers={"decision_maker": self.decision_maker, "adverse": self.adverse},
        )


def intend(intention: Intention, *, by: Actor, at: datetime, key: UUID) -> Case:
    """Begin an assessment; a repeat of the same key with the same content returns the first case.

    Raises what ``open_case`` raises.
    """
    errors = dict[str, str]()
    for name, value, said in (
        ("title", intention.title, "请填写打算做什么"),
        ("description", intention.description, "请填写主要内容"),
    ):
        if not value.strip():
            errors[name] = said
    if len(intention.title) > LONGEST_TITLE:
        errors["title"] = Said("最多 %(most)d 字", most=LONGEST_TITLE)
    if errors:
        raise BadForm(errors)
    return open_case(report=intention.report, by=by, at=at, key=key)
