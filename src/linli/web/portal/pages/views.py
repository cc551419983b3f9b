"""The first page, and the pages that explain."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.areas import queries as areas
from linli.areas.rules import Ground, Level
from linli.web.portal.doors import door, page


@door("GET")
def home(request: HttpRequest) -> HttpResponse:
    """Three things to do, and whom to call when it is urgent."""
    return page(request, "portal/pages/home.html")


@door("GET")
def elsewhere(request: HttpRequest) -> HttpResponse:
    """What is not handled here, and who does."""
    return page(request, "portal/pages/elsewhere.html")


@door("GET")
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why, for how long, and who sees it."""
    desk = areas.desk_unit(Ground(county=settings.HOME_AREA), Level.COUNTY)
    return page(request, "portal/pages/privacy.html", {"desk": desk})
