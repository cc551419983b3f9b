"""Root addresses; each face brings its own."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("linli.web.desk.sign_in.urls")),
    path("desk/", include("linli.web.desk.urls")),
    path("command/", include("linli.web.command.urls")),
    path("field/", include("linli.web.field.urls")),
    path("", include("linli.api.tiles.urls")),
    path("", include("linli.api.rest.urls")),
    path("", include("linli.api.open311.urls")),
]
if settings.DEBUG:  # the gallery of shared pieces, for those who develop
    urlpatterns.append(path("parts/", include("linli.web.parts.urls")))
urlpatterns.append(path("", include("linli.web.portal.urls")))
