"""The order of the questions, and which one comes next."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.web.portal.report.drafts import Draft

STEPS = {
    "what": _("什么事"),
    "where": _("在哪里"),
    "happened": _("说情况"),
    "contact": _("怎么联系"),
    "check": _("看一遍"),
}


def missing(draft: Draft) -> str:
    """The first question without an answer; ``check`` when all have one."""
    answered = {
        "what": bool(draft.matter),
        "where": draft.is_placed,
        "happened": draft.is_told,
        "contact": draft.contact_asked,
    }
    return next((step for step, has_answer in answered.items() if not has_answer), "check")


def comes_too_early(step: str, draft: Draft) -> bool:
    """Whether something before this question is still open."""
    order = list(STEPS)
    return order.index(missing(draft)) < order.index(step)


def address_of(step: str, draft: Draft) -> str:
    """The page of a question."""
    return reverse(f"portal:report_{step}", args=[draft.key])


def bar(step: str) -> dict[str, object]:
    """Where one is, for ``portal/steps.html``."""
    order = list(STEPS)
    here = order.index(step)
    states = ["done" if n < here else "now" if n == here else "" for n in range(len(order))]
    return {"number": here + 1, "count": len(order), "states": states}
