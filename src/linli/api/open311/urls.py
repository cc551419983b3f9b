"""Addresses of this door; all begin with ``/open311/``. What follows the last dot says in which form to answer."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from linli.api.open311 import updates, views
from linli.api.open311.doors import door
from linli.api.open311.wire import TYPES

app_name = "open311"


class Form(StringConverter):
    """One of the forms there are."""

    regex = "|".join(TYPES)


class Rest(StringConverter):
    """Anything at all."""

    regex = ".*"


register_converter(Form, "form")
register_converter(Rest, "rest")

_nothing = door(GET=views.nothing, POST=views.nothing)

urlpatterns: list[URLPattern] = [
    path("open311/discovery.<form:form>", door(GET=views.discovery), name="discovery"),
    path("open311/v2/discovery.<form:form>", door(GET=views.discovery), name="discovery_here"),  # some look for it here
    path("open311/v2/services.<form:form>", door(GET=views.services), name="services"),
    path("open311/v2/services/<str:code>.<form:form>", door(GET=views.service), name="service"),
    path("open311/v2/requests.<form:form>", door(GET=views.requests, POST=views.report), name="requests"),
    path("open311/v2/requests/<str:number>.<form:form>", door(GET=views.request), name="request"),
    path("open311/v2/servicerequestupdates.<form:form>", door(POST=updates.update), name="updates"),
    path("open311/v2/tokens/<str:token>.<form:form>", door(GET=views.token), name="token"),
    path("open311/<rest:rest>", _nothing, name="nothing"),
]
