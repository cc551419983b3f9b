"""The page where a county publishes its own version of a process: written, checked, looked at, published."""

import re
from difflib import ndiff
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.cases import processes
from linli.cases.actions import BadForm, RefusedAction, publish
from linli.cases.queries import NotFound
from linli.cases.rules.process import BrokenProcess, Process
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.pages import page
from linli.web.desk.people.doors import needs
from linli.web.desk.process.diagram import draw
from linli.web.desk.process.views.running import USUAL, county_of, named
from linli.web.parts.words import told

#: Definitions are some twenty thousand characters; more than this is something else.
LONGEST = 200_000


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PUBLISH)
def write(request: StaffRequest) -> HttpResponse:
    """The next version: the running text with the next number; sent in, it is checked, and published if asked for."""
    county = county_of(request)
    name = named(request)
    running = processes.current(name, county)
    here = {"area": areas.area(county), "running": running, "of": "" if name == USUAL else name}
    if request.method != "POST":
        return _page(request, here | {"text": _following(running)})
    text = request.POST.get("text", "").replace("\r\n", "\n")[:LONGEST]
    try:
        process = processes.read(text, file=name)
    except BrokenProcess as broken:
        faults = [(line, told(words)) for line, words in broken.faults]
        return _page(request, here | {"text": text, "faults": faults}, HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.POST.get("deed") != "publish":
        changes = _changes(processes.text_of(name, running.version), text)
        return _page(request, here | {"text": text, "sound": process, "diagram": draw(process), "changes": changes})
    try:
        publish(text, area_code=county, by=request.actor, at=timezone.now())
    except BadForm as bad:
        return _page(request, here | {"text": text, "error": told(bad.errors["text"])}, HTTPStatus.UNPROCESSABLE_ENTITY)
    except RefusedAction as refused:
        raise NotFound from refused
    messages.success(request, _("第 %(n)d 版已发布，新上报的件按它办理。") % {"n": process.version})
    return redirect(reverse("desk:process") + (f"?of={name}" if name != USUAL else ""))


def _page(request: StaffRequest, context: dict[str, Any], status: int = HTTPStatus.OK) -> HttpResponse:
    return page(request, "desk/process/publish.html", context, at=timezone.now(), status=status)


def _following(running: Process) -> str:
    """The text that runs now, numbered as the next version."""
    text = processes.text_of(running.name, running.version)
    return re.sub(r"(?m)^version *= *\d+", f"version = {processes.highest(running.name) + 1}", text, count=1)


def _changes(old: str, new: str) -> list[tuple[str, str]]:
    """Lines taken out (``-``) and put in (``+``), but for the version's number."""
    lines = (line for line in ndiff(old.splitlines(), new.splitlines()) if line[:1] in {"+", "-"})
    return [(line[0], line[2:]) for line in lines if not line[2:].startswith("version ")]


@require_GET
@staff
def text(request: StaffRequest, version: int) -> HttpResponse:
    """The definition of one version, as a file."""
    name = named(request)
    if version not in {process.version for process in processes.versions() if process.name == name}:
        raise NotFound
    answer = HttpResponse(processes.text_of(name, version), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{version}.toml"'
    return answer
