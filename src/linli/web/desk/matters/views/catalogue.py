"""The catalogue: its list, a matter's page, and changing it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from linli.deadlines.rules import Limit, TimeUnit
from linli.matters import actions, history, queries
from linli.matters.models import Criterion, Matter, MatterClass
from linli.matters.refusals import BadForm, Refused, Stale
from linli.matters.wording import MatterValues, references_of
from linli.web.desk.clocks import limit_words
from linli.web.desk.doors import StaffRequest, staff, wants_part
from linli.web.desk.matters.access import require_catalogue
from linli.web.desk.matters.forms import CriteriaForms, MatterForm, matter_initial
from linli.web.desk.matters.showing import Tab, tabs, typed
from linli.web.desk.pages import page


@dataclass(frozen=True)
class Row:
    """A matter in the list."""

    matter: Matter
    url: str
    accept: str
    limits: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A class with those of its matters that are shown."""

    group: MatterClass
    rows: tuple[Row, ...]


@staff
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """The catalogue by class; ``q`` searches, ``class`` and ``state`` narrow."""
    text, chosen, state = (typed(request.GET.get(name)) for name in ("q", "class", "state"))
    classes = list(queries.classes())
    found = queries.matters() if state == "all" else queries.matters().filter(is_active=state != "retired")
    if chosen:
        found = found.filter(group__code=chosen)
    if text:
        found = found.filter(code__in=queries.codes_like(text))
    sections = _sections(found, classes)
    context = {
        "tabs": tabs(Tab.CATALOGUE),
        "sections": sections,
        "total": sum(len(section.rows) for section in sections),
        "classes": classes,
        "chosen": chosen,
        "state": state,
        "text": text,
        "may_edit": actions.may_edit_catalogue(request.actor),
    }
    return page(request, "desk/matters/index.html", context, at=timezone.now(), part="results")


def _sections(matters: Iterable[Matter], classes: Iterable[MatterClass]) -> list[Section]:
    rows: dict[int, list[Row]] = {}
    for matter in matters:
        limits = tuple(_limit(one) for one in _in_order(matter))
        row = Row(matter, reverse("desk:matters:detail", args=[matter.code]), _accept(matter), limits)
        rows.setdefault(matter.group_id, []).append(row)
    return [Section(group, tuple(rows[group.pk])) for group in classes if group.pk in rows]


def _in_order(matter: Matter) -> list[Criterion]:
    return list(matter.criteria.all())


def _limit(criterion: Criterion) -> str:
    return limit_words(Limit(criterion.limit, TimeUnit(criterion.unit)))


def _accept(matter: Matter) -> str:
    return limit_words(Limit(matter.accept_limit, TimeUnit(matter.accept_unit)))


@staff
@require_GET
def detail(request: StaffRequest, code: str) -> HttpResponse:
    """Everything about a matter: limits, references, who answers for it, and its history."""
    matter = _found(code)
    may_edit = actions.may_edit_catalogue(request.actor)
    context = {
        "tabs": tabs(Tab.CATALOGUE),
        "matter": matter,
        "accept": _accept(matter),
        "criteria": [(one, _limit(one)) for one in _in_order(matter)],
        "references": references_of(matter.references),
        "duties": list(queries.responsibilities_for(matter)[:MOST_DUTIES]),
        "chapters": history.chapters(queries.MATTER, code),
        "may_edit": may_edit,
        "try_url": f"{reverse('desk:matters:duties')}?try_matter={code}#try",
    }
    return page(request, "desk/matters/detail.html", context, at=timezone.now())


#: How many lines of the responsibility list a matter's page shows.
MOST_DUTIES = 20


@staff
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Add a matter."""
    require_catalogue(request.actor)
    return _edited(request, None)


@staff
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, code: str) -> HttpResponse:
    """Change a matter with its criteria."""
    require_catalogue(request.actor)
    return _edited(request, _found(code))


@staff
@require_http_methods(["GET", "POST"])
def retire(request: StaffRequest, code: str) -> HttpResponse:
    """Ask, then take a matter out of use."""
    return _switched(request, code, actions.retire_matter, revives=False)


@staff
@require_http_methods(["GET", "POST"])
def revive(request: StaffRequest, code: str) -> HttpResponse:
    """Ask, then take a retired matter into use again."""
    return _switched(request, code, actions.revive_matter, revives=True)


def _found(code: str) -> Matter:
    try:
        return queries.matter(typed(code))
    except Matter.DoesNotExist:
        raise Http404 from None


def _edited(request: StaffRequest, matter: Matter | None) -> HttpResponse:
    if request.method == "GET":
        return _blank(request, matter)
    if "add" in request.POST or "remove" in request.POST:
        return _redrawn(request, matter)
    return _saved(request, matter)


def _blank(request: StaffRequest, matter: Matter | None) -> HttpResponse:
    if matter is None:
        initial: dict[str, Any] = {
            "edition": 0,
            "urgency": "normal",
            "accept_limit": 4,
            "accept_unit": "work_hour",
            "first_level": "grid",
            "is_public": True,
            "class_code": typed(request.GET.get("class")),
        }
        return _form_page(request, None, _form(None, initial=initial), CriteriaForms.of([]))
    values = queries.values_of(matter)
    form = _form(matter, initial=matter_initial(values, matter.edition))
    return _form_page(request, matter, form, CriteriaForms.of(values.criteria))


def _redrawn(request: StaffRequest, matter: Matter | None) -> HttpResponse:
    """The form as it was sent, with a row more or less; nothing is checked yet."""
    criteria = CriteriaForms.redrawn(request.POST)
    if wants_part(request):
        return render(request, "desk/matters/edit.html#criteria", {"criteria": criteria, "here": request.path})
    sent: dict[str, Any] = {name: request.POST.get(name, "") for name in MatterForm.base_fields}
    flags = {name: name in request.POST for name in ("is_public", "is_confidential")}
    return _form_page(request, matter, _form(matter, initial=sent | flags), criteria)


def _saved(request: StaffRequest, matter: Matter | None) -> HttpResponse:
    form, criteria = _form(matter, data=request.POST), CriteriaForms.sent(request.POST)
    if not all([form.is_valid(), criteria.is_valid()]):
        return _form_page(request, matter, form, criteria, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    values = form.values(criteria.values(), is_active=matter.is_active if matter else True)
    try:
        saved = actions.save_matter(
            values,
            by=request.actor,
            at=timezone.now(),
            expected=form.cleaned_data["edition"] if matter else 0,
            note=form.cleaned_data["note"],
        )
    except BadForm as bad:
        _show_errors(bad, form, criteria)
        return _form_page(request, matter, form, criteria, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except Stale as stale:
        return _stale(request, matter, (form, criteria), stale, values)
    messages.success(
        request, _("已保存「%(title)s」，现为第 %(number)d 版。") % {"title": saved.title, "number": saved.edition}
    )
    return redirect("desk:matters:detail", code=saved.code)


def _show_errors(bad: BadForm, form: MatterForm, criteria: CriteriaForms) -> None:
    for name, text in bad.errors.items():
        if name.startswith("criteria."):
            _criteria, n, field = name.split(".")
            criteria.forms[int(n)].add_error(field, text)
        else:
            form.add_error(name if name in form.fields else None, text)


def _stale(
    request: StaffRequest,
    matter: Matter | None,
    forms: tuple[MatterForm, CriteriaForms],
    stale: Stale,
    values: MatterValues,
) -> HttpResponse:
    """What was filled in, what stands now, and the edition that a second press would replace."""
    form, criteria = forms
    if matter is None:
        form.add_error("code", _("这个代码已经有了，请换一个。"))
        return _form_page(request, None, form, criteria, status=HTTPStatus.CONFLICT)
    now = queries.values_of(_found(matter.code)).content
    more = {
        "stale": stale,
        "edition": stale.current,
        "mine": history.differences(now, values.content, queries.names([now, values.content])),
    }
    return _form_page(request, matter, form, criteria, status=HTTPStatus.CONFLICT, more=more)


def _form(matter: Matter | None, **kwargs: Any) -> MatterForm:
    return MatterForm(classes=queries.classes(), code=matter.code if matter else "", **kwargs)


def _form_page(  # noqa: PLR0913 - the parts of one page, each named at the call
    request: StaffRequest,
    matter: Matter | None,
    form: MatterForm,
    criteria: CriteriaForms,
    *,
    status: int = HTTPStatus.OK,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "tabs": tabs(Tab.CATALOGUE),
        "matter": matter,
        "form": form,
        "edition": form["edition"].value(),
        "criteria": criteria,
        "has_errors": bool(form.errors) or any(one.errors for one in criteria.forms),
        "functions": queries.functions(),
        "here": request.path,
        "back": reverse("desk:matters:detail", args=[matter.code]) if matter else reverse("desk:matters:index"),
    }
    return page(request, "desk/matters/edit.html", context | (more or {}), at=timezone.now(), status=status)


def _switched(request: StaffRequest, code: str, switch: Callable[..., Matter], *, revives: bool) -> HttpResponse:
    """The question as a page, or the deed."""
    require_catalogue(request.actor)
    matter = _found(code)
    if request.method == "GET":
        duties = queries.responsibilities_for(matter).filter(matter=matter).count()
        told = ngettext("有 %(n)d 条权责规定只针对它。", "有 %(n)d 条权责规定只针对它。", duties) % {"n": duties}
        context = {"tabs": tabs(Tab.CATALOGUE), "matter": matter, "revives": revives, "told": told if duties else ""}
        return page(request, "desk/matters/switch.html", context, at=timezone.now())
    expected = request.POST.get("edition", "")
    try:
        switch(
            code,
            by=request.actor,
            at=timezone.now(),
            expected=int(expected) if expected.isdecimal() else -1,
            note=typed(request.POST.get("note")),
        )
    except Refused as refused:
        raise PermissionDenied(refused.text) from refused
    except Stale as stale:
        return render(request, "409.html", {"reason": stale.text}, status=HTTPStatus.CONFLICT)
    text = _("「%(title)s」已恢复使用。") if revives else _("「%(title)s」已停用，不再接受新的上报。")
    messages.success(request, text % {"title": matter.title})
    return redirect("desk:matters:detail", code=code)
