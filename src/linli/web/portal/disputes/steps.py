"""The questions of an application in their order, and which one comes next."""

from django.urls import reverse

from linli.web.portal.disputes.drafts import Draft

#: Each question, and what must be answered in it.
STEPS: dict[str, tuple[str, ...]] = {
    "notice": ("notice",),
    "you": ("you_name",),
    "other": ("other1_name",),
    "type": ("type",),
    "where": ("ground",),
    "facts": ("facts", "claim"),
    "check": (),
}
ORDER = list(STEPS)


def missing(draft: Draft) -> str:
    """The first question without an answer; ``check`` when all have one."""
    return next((step for step, wanted in STEPS.items() if not all(draft.said.get(name) for name in wanted)), "check")


def comes_too_early(step: str, draft: Draft) -> bool:
    """Whether something before this question is still open."""
    return ORDER.index(missing(draft)) < ORDER.index(step)


def address_of(step: str, draft: Draft) -> str:
    """The page of a question."""
    return reverse("portal:mediation_step", args=[draft.key, step])


def bar(step: str) -> dict[str, object]:
    """Where one is, for ``portal/report/question.html``."""
    here = ORDER.index(step)
    states = ["done" if n < here else "now" if n == here else "" for n in range(len(ORDER))]
    return {"number": here + 1, "count": len(ORDER), "states": states}
