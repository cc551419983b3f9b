"""Doors of the journal: reading it, and having it verified."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts.audit import queries
from linli.accounts.audit.heads import BrokenHeads, file_of_heads, published
from linli.accounts.audit.models import Entry
from linli.accounts.permissions import Permission
from linli.areas.journal import entries_visible_to, names_of
from linli.areas.people import postings_by_id
from linli.cases import processes
from linli.web.desk.doors import StaffRequest
from linli.web.desk.journal.forms import FilterForm
from linli.web.desk.journal.words import VERBS, detail_words, subject_words, verb_words
from linli.web.desk.pages import page
from linli.web.desk.people.doors import needs
from linli.web.desk.people.views.frame import number

PAGE_SIZE = 100
MOST_FAULTS = 50


@dataclass(frozen=True)
class Row:
    """One entry as the table shows it."""

    entry: Entry
    who: str
    posting: str
    what: str
    subject: str
    subject_name: str
    detail: str


@dataclass(frozen=True)
class Verification:
    """What the verifier found."""

    entries: int
    published: int
    faults: list[queries.Fault]
    error: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.READ_JOURNAL)
def index(request: StaffRequest) -> HttpResponse:
    """The newest entries that fit the filter; posted, the page also says whether the chains hold."""
    titles = _case_titles()
    form = FilterForm(request.GET, verbs=_verbs(titles))
    found = entries_visible_to(request.actor)
    found = found.filter(form.condition()) if form.is_valid() else found.none()
    before = number(request, "before")
    found = found.filter(pk__lt=before) if before else found
    entries = list(found.select_related("user").order_by("-pk")[: PAGE_SIZE + 1])
    shown = entries[:PAGE_SIZE]
    context = {
        "form": form,
        "rows": _rows(shown, titles),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "next_url": _address(request, before=shown[-1].pk) if len(entries) > PAGE_SIZE else "",
        "first_url": _address(request) if before else "",
        "verification": _verification() if request.method == "POST" else None,
    }
    status = 200 if form.is_valid() else 422
    return page(request, "desk/journal/index.html", context, at=timezone.now(), status=status)


def _rows(entries: list[Entry], titles: dict[str, str]) -> list[Row]:
    postings = postings_by_id({entry.posting_id for entry in entries if entry.posting_id})
    named = names_of({(entry.subject, entry.subject_id) for entry in entries})
    states = _state_titles()
    return [
        Row(
            entry=entry,
            who=entry.user.full_name if entry.user else _("系统或居民"),
            posting=str(postings.get(entry.posting_id or 0, "")),
            what=verb_words(entry.verb, titles),
            subject=subject_words(entry.subject),
            subject_name=named.get((entry.subject, entry.subject_id), entry.subject_id),
            detail=detail_words(entry.detail, states),
        )
        for entry in entries
    ]


def _state_titles() -> dict[str, str]:
    return {state.name: _(state.title) for name in processes.names() for state in processes.latest(name).state}


def _case_titles() -> dict[str, str]:
    known = {"report": _("上报"), "hand_over": _("岗位交接")}
    for name in processes.names():
        known |= {action.name: _(action.title) for action in processes.latest(name).action}
    return known


def _verbs(titles: dict[str, str]) -> dict[str, str]:
    cases = {f"case.{name}": f"{_('办件')}：{title}" for name, title in titles.items()}
    return {verb: str(words) for verb, words in VERBS.items()} | cases


def _verification() -> Verification:
    try:
        known = published(file_of_heads()) if file_of_heads().exists() else []
    except (OSError, BrokenHeads) as error:
        return Verification(0, 0, [], str(error))
    faults = list(queries.verify(known))
    return Verification(sum(head.position for head in queries.heads()), len(known), faults[:MOST_FAULTS])


def _address(request: StaffRequest, **more: int) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "before" and value}
    return f"{reverse('desk:journal:index')}?{urlencode(kept | more)}"
