"""Every write of risk assessments: ``intend`` begins one; what happens next are acts of the case engine."""

from linli.work.risks.actions.answering import LONGEST_TEXT, answer
from linli.work.risks.actions.catalogue import load_types
from linli.work.risks.actions.intending import LONGEST_TITLE, Intention, intend

__all__ = ["LONGEST_TEXT", "LONGEST_TITLE", "Intention", "answer", "intend", "load_types"]
