"""Steps in words."""

from django.utils.translation import gettext as _

from linli.cases import processes
from linli.cases.queries.watching import Happened


def said(step: Happened) -> str:
    """What was done, as the process calls it; a report begins every process."""
    if step.action == "report":
        return _("上报")
    return _(processes.get(step.process, step.version).titled(step.action))
