"""The gallery: every shared piece in every state, on one page."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from linli.accounts.permissions import Permission
from linli.areas.rules import Actor
from linli.web.parts import samples

FACES = {"desk": "parts/gallery_desk.html", "portal": "parts/gallery_portal.html", "panes": "parts/gallery_panes.html"}


@require_GET
def gallery(request: HttpRequest, face: str = "desk") -> HttpResponse:
    """Shown while developing, and to those who may publish; absent for everybody else."""
    actor: Actor = getattr(request, "actor", Actor())
    if not settings.DEBUG and Permission.PUBLISH not in actor.permissions:
        raise Http404
    if "toast" in request.GET:
        messages.success(request, "已派遣给城市管理局，办理时限 2 个工作日。")
    return render(request, FACES[face], samples.context(timezone.now()))
