"""Rules of risk assessment, each with the article it follows: values in, value out.

``course`` is what an assessment's own record says; ``index`` is P × Q and what comes of it; ``guards`` and ``effects``
are the words of its process; ``types`` are what may be assessed. Articles are those of the 重大行政决策程序暂行条例.
"""

from linli.cases.rules.kinds import LookUp, Words
from linli.work.risks.rules.course import faults, is_signer
from linli.work.risks.rules.effects import EFFECTS
from linli.work.risks.rules.guards import GUARDS


def words(facts: LookUp | None = None) -> Words:
    """What the risk process may use beside what every process may."""
    return Words(relations={"signer": is_signer}, guards=GUARDS, effects=EFFECTS, facts=facts, own=faults)
