"""The page on which a unit is instructed; on the wall it opens as a dialog."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from linli.accounts.permissions import Permission
from linli.areas.rules import BadForm, KeyConflict, NotAllowed
from linli.cases.models import Case
from linli.cases.queries import NotFound, get_visible
from linli.instructions.actions import send
from linli.web.command.doors import WatchRequest, watch
from linli.web.command.instructing.forms import InstructionForm


@require_http_methods(["GET", "POST"])
@watch
def instruct(request: WatchRequest) -> HttpResponse:
    """Ask for, and send, an instruction to a unit of the ground; about a case or a place where one is given."""
    if not request.actor.holds(Permission.SUPERVISE):
        raise NotFound
    if request.method == "POST":
        return _send(request)
    case = _case(request, request.GET.get("case", ""))
    return _page(request, InstructionForm(initial=_initial(request, case), actor=request.actor), case)


def _send(request: WatchRequest) -> HttpResponse:
    form, at = InstructionForm(request.POST, actor=request.actor), timezone.now()
    case = _case(request, request.POST.get("case", ""))
    if form.is_valid():
        try:
            send(form.wording(), by=request.actor, at=at, key=form.request_key)
        except NotAllowed:
            raise NotFound from None
        except BadForm as error:
            for name, text in error.errors.items():
                form.add_error(name, text)
        except KeyConflict:
            return render(request, "409.html", status=HTTPStatus.CONFLICT)
        else:
            return HttpResponse(status=HTTPStatus.NO_CONTENT) if _is_part(request) else redirect("command:wall")
    return _page(request, form, case, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _case(request: WatchRequest, number: str) -> Case | None:
    """The case that is meant; raises ``NotFound`` for one that this posting may not see."""
    if not number:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):  # noqa: PLR2004 - ids of eight bytes
        raise NotFound
    return get_visible(request.actor, int(number))


def _initial(request: WatchRequest, case: Case | None) -> dict[str, Any]:
    if case is not None:
        place = {"lon": case.point.x, "lat": case.point.y} if case.point else {}
        return {"case": case.pk, "unit": case.lead_unit_id or case.desk_unit_id, **place}
    return {name: request.GET[name] for name in ("lon", "lat") if name in request.GET}


def _is_part(request: WatchRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _page(request: WatchRequest, form: InstructionForm, case: Case | None, status: int = HTTPStatus.OK) -> HttpResponse:
    part = "#form" if _is_part(request) else ""
    context = {"form": form, "case": case, "place": request.posting.ground.name}
    response = render(request, f"command/instruct.html{part}", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
