"""Everything a rule may look at when somebody wants to do something."""

from dataclasses import dataclass
from datetime import date, datetime

from linli.areas.rules import Actor
from linli.cases.rules.facts import Facts
from linli.cases.rules.forms import Filled
from linli.cases.rules.process import Process
from linli.cases.rules.state import Case


@dataclass(frozen=True)
class Situation:
    """Everything a condition may look at; ``form`` is ``None`` while nothing is filled in yet."""

    process: Process
    case: Case
    actor: Actor
    facts: Facts
    at: datetime
    form: Filled | None

    @property
    def today(self) -> date:
        """The day in the calendar's time zone."""
        return self.at.astimezone(self.facts.calendar.tz).date()
