"""Units: found by going down the areas or by name, created, changed, closed."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.permissions import Permission
from linli.areas import people
from linli.areas.actions import people as actions
from linli.areas.models import Unit
from linli.areas.rules import Actor, Refused
from linli.cases import actions as cases
from linli.cases.queries import NotFound
from linli.cases.queries.handover import open_cases_of
from linli.web.desk.doors import StaffRequest
from linli.web.desk.pages import page
from linli.web.desk.people.browse import place
from linli.web.desk.people.doors import needs
from linli.web.desk.people.forms import UnitForm, attempt
from linli.web.desk.people.views.frame import PAGE_SIZE, asked, status, tabs


@require_safe
@needs(Permission.EDIT_PEOPLE)
def index(request: StaffRequest) -> HttpResponse:
    """The units of an area, and the areas below it; or those whose name holds a word."""
    word = asked(request, "q")
    here = place(request.actor, asked(request, "area"))
    units = people.units_within(request.actor)
    found = units.filter(Q(name__icontains=word) | Q(short_name__icontains=word) | Q(functions__icontains=word))
    context = {
        "tabs": tabs(request, "index"),
        "word": word,
        "place": here,
        "units": found[:PAGE_SIZE] if word else units.filter(area=here.area),
        "is_cut": bool(word) and found.count() > PAGE_SIZE,
    }
    return page(request, "desk/people/units.html", context, at=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PEOPLE)
def new(request: StaffRequest) -> HttpResponse:
    """Create a unit in the area named in the address."""
    at = timezone.now()
    here = place(request.actor, asked(request, "area"))
    form = UnitForm(request.POST or None, parents=people.units_above(here.area))
    if form.is_valid():
        unit = attempt(
            form,
            lambda: actions.create_unit(
                area_code=here.area.code,
                kind=form.cleaned_data["kind"],
                form=form.values(),
                by=request.actor,
                at=at,
            ),
        )
        if unit:
            messages.success(request, _("已新建%(unit)s。") % {"unit": unit.name})
            return redirect("desk:people:unit", unit.pk)
    context = {"tabs": tabs(request, "index"), "place": here, "form": form}
    return page(request, "desk/people/unit_new.html", context, at=at, status=status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PEOPLE)
def unit(request: StaffRequest, unit_id: int) -> HttpResponse:
    """One unit: what is said of it, who is posted to it."""
    at = timezone.now()
    known = _unit(request.actor, unit_id)
    parents = [other for other in people.units_above(known.area) if other.pk != known.pk]
    form = UnitForm(request.POST or None, initial=UnitForm.initial_of(known), parents=parents, is_new=False)
    if form.is_valid():
        saved = attempt(form, lambda: actions.update_unit(known.pk, form=form.values(), by=request.actor, at=at))
        if saved:
            messages.success(request, _("已保存。"))
            return redirect("desk:people:unit", known.pk)
    postings = people.postings_within(request.actor).filter(unit=known)
    context = {
        "tabs": tabs(request, "index"),
        "unit": known,
        "form": form,
        "postings": people.present(postings, timezone.localdate()).order_by("user__full_name", "pk"),
    }
    return page(request, "desk/people/unit.html", context, at=at, status=status(request))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PEOPLE)
def close(request: StaffRequest, unit_id: int) -> HttpResponse:
    """Take a unit out of use, after a page that says what that means."""
    at = timezone.now()
    known = _unit(request.actor, unit_id)
    reason = ""
    if request.method == "POST":
        try:
            cases.close_unit(known.pk, by=request.actor, at=at)
        except Refused as refused:
            reason = refused.text
        else:
            messages.success(request, _("%(unit)s已停用。") % {"unit": known.name})
            return redirect("desk:people:index")
    context = {
        "tabs": tabs(request, "index"),
        "unit": known,
        "reason": reason,
        "open_cases": open_cases_of(known),
    }
    return page(request, "desk/people/unit_close.html", context, at=at, status=status(request))


def _unit(actor: Actor, unit_id: int) -> Unit:
    found = people.units_within(actor).filter(pk=unit_id).first()  # unique: no order is needed
    if found is None:
        raise NotFound
    return found
