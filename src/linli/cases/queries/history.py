"""What happened to cases, and what hangs on them: steps, files, clocks, for one case or for a page of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from linli.accounts.privacy import vault
from linli.areas.rules import Actor
from linli.cases.models import Attachment, Awaited, Case, Clock, Contact, Follow, Step
from linli.cases.queries.loading import clock_of
from linli.cases.queries.visible import visible_to
from linli.cases.rules import state
from linli.cases.rules.phones import normalised
from linli.lib.text import to_halfwidth

#: A telephone with its area code, or a mobile one; shorter ones are short codes that nobody leaves.
SHORTEST_NUMBER = 10
NUMBER_SIGNS = frozenset("0123456789+-() ")


def history(case: Case) -> list[Step]:
    """The steps of a case, the first one first, with units, people and files; two queries."""
    steps = case.steps.select_related("unit", "posting__unit").prefetch_related("attachments__file")
    return list(steps.order_by("number"))


def histories(case_ids: Iterable[int]) -> dict[int, list[Step]]:
    """The steps of many cases, by id, in the same way; two queries for all of them."""
    steps = Step.objects.filter(case_id__in=list(case_ids)).select_related("unit", "posting__unit")
    found: dict[int, list[Step]] = defaultdict(list)
    for step in steps.prefetch_related("attachments__file").order_by("case_id", "number"):
        found[step.case_id].append(step)
    return found


def running_clocks(case_ids: Iterable[int]) -> dict[int, state.Clock]:
    """Of each case the running clock that ends first, as its lists show it; one query for a whole page."""
    rows = Clock.objects.filter(case_id__in=list(case_ids), stopped_at__isnull=True, paused_at__isnull=True)
    found: dict[int, state.Clock] = {}
    for row in rows.order_by("due_at", "number"):
        found.setdefault(row.case_id, clock_of(row))
    return found


def first_photos(case_ids: Iterable[int]) -> dict[int, UUID]:
    """Of each case the photo that came first; one query for a whole page."""
    photos = Attachment.objects.filter(case_id__in=list(case_ids), file__kind="photo")
    newest_first = photos.order_by("-pk").values_list("case_id", "file_id")
    return dict(newest_first)  # of one case the last pair stays: its first photo


def is_followed(case_id: int, actor: Actor) -> bool:
    """Whether the posting follows the case."""
    return Follow.objects.filter(Q(posting_id=actor.posting_id), case_id=case_id).exists()


def contact_of(case: Case) -> Contact | None:
    """Who reported, for its masked name and telephone; ``None`` when nothing was left."""
    return Contact.objects.filter(case=case).only("name_masked", "phone_masked", "case_id").first()  # one to one


def awaited(case: Case) -> list[Awaited]:
    """What was promised with a step and is still on a phone, the oldest first, joined with how far it has come."""
    rows = Awaited.objects.filter(case=case).select_related("upload").defer("upload__content")
    return list(rows.order_by("pk"))


def awaited_counts(case_ids: Iterable[int]) -> dict[int, int]:
    """Of each case how many files are still on a phone; one query for a whole page."""
    return dict(Counter(Awaited.objects.filter(case_id__in=list(case_ids)).values_list("case_id", flat=True)))


def tied_to(case: Case) -> tuple[list[Case], list[Case]]:
    """The cases that were merged into this one, and those that came from it, the oldest first; one query."""
    found = list(Case.objects.filter(Q(merged_into=case) | Q(origin=case)).order_by("opened_at", "pk"))
    return [one for one in found if one.merged_into_id == case.pk], [one for one in found if one.origin_id == case.pk]


def may_see_file(actor: Actor, file_id: UUID) -> bool:
    """Whether the file hangs on a case that the posting may see."""
    attached = Attachment.objects.filter(file_id=file_id).values("case_id")
    return visible_to(actor).filter(Q(pk__in=attached)).exists()


def phone_mark(typed: str) -> str:
    """The mark by which a telephone is looked for: its keyed hash in hex; empty for what is no telephone.

    The mark may stand in an address or a log, the number may not.
    """
    text = to_halfwidth(typed)
    number = normalised(text) if set(text) <= NUMBER_SIGNS else ""
    return vault.keyed_hash(number).hex() if len(number) >= SHORTEST_NUMBER else ""


def with_phone(mark: str) -> Q:
    """Cases whose reporter left exactly the telephone of this mark; none for what is no mark."""
    try:
        left = Contact.objects.filter(phone_hash=bytes.fromhex(mark))
    except ValueError:
        return Q(pk__in=[])
    return Q(pk__in=left.values("case_id")) if mark else Q(pk__in=[])
