"""The app's own files, the same for everybody: whose work it shows, the app asks the API under a session."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from linli.lib.everybody import for_everybody
from linli.web.parts import built

#: A browser asks each time whether there is a newer app; what the app is made of is kept by name.
ASKED_ANEW = "no-cache"
BRAND = "#0f5c6e"


@for_everybody
@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The page that carries the app; there is nothing of anybody in it."""
    response = render(request, "field/shell.html")
    response.headers["Cache-Control"] = ASKED_ANEW
    return response


@for_everybody
@require_GET
def manifest(_request: HttpRequest) -> HttpResponse:
    """How the app looks among the others on a phone."""
    start = reverse("field:shell")
    described = {
        "id": start,
        "start_url": start,
        "scope": start,
        "name": _("邻理网格"),
        "short_name": _("邻理网格"),
        "description": _("网格员的手机应用，没有网络也能用"),
        "lang": "zh-CN",
        "display": "standalone",
        "orientation": "portrait",
        "theme_color": BRAND,
        "background_color": BRAND,
        "icons": [
            {
                "src": static(built.address("app-icon.svg")),
                "sizes": "any",
                "type": "image/svg+xml",
                "purpose": "any maskable",
            },
            *(
                {"src": static(built.address(f"app-icon-{side}.png")), "sizes": f"{side}x{side}", "type": "image/png"}
                for side in (192, 512)
            ),
        ],
        "shortcuts": [{"name": _("上报"), "url": f"{start}#/report"}],
    }
    response = JsonResponse(described, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = "application/manifest+json"
    response.headers["Cache-Control"] = ASKED_ANEW
    return response


@for_everybody
@require_GET
def service_worker(_request: HttpRequest) -> HttpResponse:
    """The service worker at an address of its own, from which it may serve everything under ``/field/``.

    Raises:
        Http404: when the front end has not been built.
    """
    name = built.built().assets.get("field-sw.js")
    if name is None:
        raise Http404
    content = (built.FOLDER / name).read_bytes()
    return HttpResponse(content, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": ASKED_ANEW})
