"""Root addresses; each face brings its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("linli.web.desk.sign_in.urls")),
    path("desk/", include("linli.web.desk.urls")),
    path("", include("linli.api.tiles.urls")),
    path("", include("linli.web.portal.urls")),
]
