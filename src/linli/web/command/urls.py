"""Addresses of the command centre, under /command/."""

from django.urls import URLPattern, path

from linli.web.command.wall import views as wall

app_name = "command"

urlpatterns: list[URLPattern] = [
    path("", wall.wall, name="wall"),
]
