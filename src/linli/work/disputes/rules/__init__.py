"""Rules of mediation, each with the article it follows: values in, value out.

``course`` is what a dispute's own record says; ``guards`` and ``effects`` are the words of its process; ``types`` are
the 18 types, ``lines`` the tiers a dispute climbs and what else a county decides, ``meetings`` its appointments and
instalments, ``bodies`` who mediates. ``docs/law.md`` says of each article where its text was read.
Articles are those of the 人民调解法 unless another law is named.
"""

from linli.cases.rules.kinds import LookUp, Words
from linli.work.disputes.rules.course import is_court, is_mediator, is_party
from linli.work.disputes.rules.effects import EFFECTS
from linli.work.disputes.rules.guards import GUARDS
from linli.work.disputes.rules.lines import faults


def words(facts: LookUp | None = None) -> Words:
    """What the dispute process may use beside what every process may."""
    relations = {"mediator": is_mediator, "party": is_party, "court": is_court}
    return Words(relations=relations, guards=GUARDS, effects=EFFECTS, facts=facts, own=faults)
