"""The catalogue and the responsibility list as Excel, out and in.

Coming in, a matter (with all its criteria) or a line of the list is taken whole or not at all: the good ones are
kept, the others come back in an error workbook. What is not in the file stays as it is; nothing is ever deleted.
"""

from linli.exchange.matters.catalogue import apply_catalogue, catalogue_workbook, plan_catalogue
from linli.exchange.matters.plan import Line, Plan, errors_of
from linli.exchange.matters.responsibilities import (
    apply_responsibilities,
    plan_responsibilities,
    responsibilities_workbook,
)

__all__ = [
    "Line",
    "Plan",
    "apply_catalogue",
    "apply_responsibilities",
    "catalogue_workbook",
    "errors_of",
    "plan_catalogue",
    "plan_responsibilities",
    "responsibilities_workbook",
]
