"""The responsibility list: who answers for what and where, tried out and changed."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.areas.models import Unit
from linli.matters import actions, history, queries
from linli.matters.models import Matter, Responsibility
from linli.matters.refusals import BadForm, Refused, Stale
from linli.matters.wording import ResponsibilityValues
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.matters.access import require_duties
from linli.web.desk.matters.choosing import area_of, unit_of
from linli.web.desk.matters.forms import DutyForm, duty_initial
from linli.web.desk.matters.showing import Tab, duty_row, page_of, place_words, tabs, typed
from linli.web.desk.matters.trying import Filters, filters_from, trial_of
from linli.web.desk.pages import page


@staff
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """The list, narrowed by matter, area and unit, with a box to try a matter on a ground."""
    filters = filters_from(request.GET, timezone.localdate())
    lines = filters.apply(queries.responsibilities())
    shown = page_of(lines, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "tabs": tabs(Tab.DUTIES),
        "filters": filters,
        "rows": [duty_row(line, request.actor) for line in shown.lines],
        "previous_url": _address(filters, before=shown.before) if shown.before else "",
        "next_url": _address(filters, after=shown.after) if shown.after else "",
        "matters": _matter_options(),
        "trial": trial_of(request.GET, timezone.localdate()),
        "may_add": _holds(request),
    }
    return page(request, "desk/matters/duties.html", context, at=timezone.now(), part="results")


def _address(filters: Filters, **more: str) -> str:
    return f"?{urlencode({**filters.sent, **more})}"


def _holds(request: StaffRequest) -> bool:
    try:
        require_duties(request.actor)
    except PermissionDenied:
        return False
    return True


@staff
@require_GET
def detail(request: StaffRequest, number: int) -> HttpResponse:
    """One line with its history."""
    line = _found(number)
    context = {
        "tabs": tabs(Tab.DUTIES),
        "row": duty_row(line, request.actor),
        "chapters": history.chapters(queries.RESPONSIBILITY, queries.scope_of(line)),
    }
    return page(request, "desk/matters/duty.html", context, at=timezone.now())


@staff
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Add a line."""
    require_duties(request.actor)
    return _edited(request, None)


@staff
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, number: int) -> HttpResponse:
    """Change a line; its area and scope stay."""
    return _edited(request, _mine(request, number))


@staff
@require_http_methods(["GET", "POST"])
def remove(request: StaffRequest, number: int) -> HttpResponse:
    """Ask, then take a line out of the list."""
    line = _mine(request, number)
    if request.method == "GET":
        context = {"tabs": tabs(Tab.DUTIES), "row": duty_row(line, request.actor)}
        return page(request, "desk/matters/duty_remove.html", context, at=timezone.now())
    expected = request.POST.get("edition", "")
    try:
        actions.remove_responsibility(
            number,
            by=request.actor,
            at=timezone.now(),
            expected=int(expected) if expected.isdecimal() else -1,
            note=typed(request.POST.get("note")),
        )
    except Responsibility.DoesNotExist:
        raise Http404 from None
    except Stale as stale:
        return render(request, "409.html", {"reason": stale.text}, status=HTTPStatus.CONFLICT)
    messages.success(request, _("已移出权责清单，今后按上一级的规定办理。"))
    return redirect("desk:matters:duties")


def _found(number: int) -> Responsibility:
    try:
        return queries.responsibility(number)
    except Responsibility.DoesNotExist:
        raise Http404 from None


def _mine(request: StaffRequest, number: int) -> Responsibility:
    """A line that this posting may change; raises ``Http404`` or ``PermissionDenied``."""
    line = _found(number)
    if not actions.may_edit(request.actor, line.area.ground):
        raise PermissionDenied(_("当前岗位不能修改 %(area)s 的权责清单。") % {"area": line.area.name})
    return line


def _edited(request: StaffRequest, line: Responsibility | None) -> HttpResponse:
    if request.method == "GET":
        return _form_page(request, line, _form(line, initial=_initial(request, line)))
    form = _form(line, data=request.POST)
    if not form.is_valid():
        return _form_page(request, line, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    values = _values(form, line)
    if form.errors:
        return _form_page(request, line, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _saved(request, line, form, values)


def _initial(request: StaffRequest, line: Responsibility | None) -> dict[str, Any]:
    if line:
        return duty_initial(queries.responsibility_values_of(line), line.edition)
    asked = {name: typed(request.GET.get(name)) for name in ("matter", "group", "area")}
    return {"edition": 0, "duty_type": "basic", **asked}


def _values(form: DutyForm, line: Responsibility | None) -> ResponsibilityValues:
    """What was filled in; a name that means no area or no unit becomes an error of its field."""
    filled = form.cleaned_data
    scope = queries.responsibility_values_of(line) if line else None
    area = None if line else area_of(filled["area"], timezone.localdate())
    if line is None and area is None:
        form.add_error("area", _("请从列表中选择，或填写区划代码。"))
    unit = unit_of(filled["lead_unit"])
    if filled["lead_unit"] and unit is None:
        form.add_error("lead_unit", _("没有找到这个单位，请从列表中选择。"))
    return form.values(area.code if area else "", unit, scope)


def _saved(
    request: StaffRequest, line: Responsibility | None, form: DutyForm, values: ResponsibilityValues
) -> HttpResponse:
    try:
        saved = actions.save_responsibility(
            values, by=request.actor, at=timezone.now(), expected=form.cleaned_data["edition"] if line else 0
        )
    except Refused as refused:
        form.add_error("area" if "area" in form.fields else None, refused.text)
        return _form_page(request, line, form, status=HTTPStatus.FORBIDDEN)
    except BadForm as bad:
        for name, text in bad.errors.items():
            form.add_error(name if name in form.fields else None, text)
        return _form_page(request, line, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except Stale as stale:
        return _stale(request, line, form, stale, values)
    messages.success(request, _("已保存，立即生效。"))
    return redirect("desk:matters:duty", number=saved.pk)


def _stale(
    request: StaffRequest, line: Responsibility | None, form: DutyForm, stale: Stale, values: ResponsibilityValues
) -> HttpResponse:
    if line is None:
        form.add_error("area", _("这个区划对这个事项已经有规定，请打开它来修改。"))
        return _form_page(request, None, form, status=HTTPStatus.CONFLICT)
    now = queries.responsibility_values_of(_found(line.pk)).content
    mine = history.differences(now, values.content, queries.names([now, values.content]))
    return _form_page(
        request, line, form, status=HTTPStatus.CONFLICT, more={"stale": stale, "edition": stale.current, "mine": mine}
    )


def _form(line: Responsibility | None, **kwargs: Any) -> DutyForm:
    if line:
        return DutyForm(classes=[], matters=[], fixed=True, **kwargs)
    return DutyForm(classes=queries.classes(), matters=queries.active(), **kwargs)


def _form_page(
    request: StaffRequest,
    line: Responsibility | None,
    form: DutyForm,
    *,
    status: int = HTTPStatus.OK,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    unit = _unit_shown(form)
    area = area_of(str(form["area"].value() or ""), timezone.localdate()) if "area" in form.fields else None
    context = {
        "tabs": tabs(Tab.DUTIES),
        "row": duty_row(line, request.actor) if line else None,
        "form": form,
        "edition": form["edition"].value(),
        "unit_text": unit.name if unit else form["lead_unit"].value(),
        "area_text": place_words(area) if area else "",
        "matter_options": _matter_options() if line is None else [],
        "functions": queries.functions(),
        "back": reverse("desk:matters:duty", args=[line.pk]) if line else reverse("desk:matters:duties"),
    }
    return page(request, "desk/matters/duty_edit.html", context | (more or {}), at=timezone.now(), status=status)


def _unit_shown(form: DutyForm) -> Unit | None:
    return unit_of(str(form["lead_unit"].value() or ""))


def _matter_options() -> list[dict[str, str]]:
    """As ``parts/combo.html`` asks for them; found by title, everyday word and pinyin initials."""
    active: list[Matter] = list(queries.active())
    return [{"value": one.code, "label": one.title, "note": one.code, "keys": one.search_text} for one in active]
