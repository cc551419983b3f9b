"""Addresses of the command centre, under /command/."""

from django.urls import URLPattern, path

from linli.web.command.instructing import views as instructing
from linli.web.command.live import views as live
from linli.web.command.wall import views as wall

app_name = "command"

urlpatterns: list[URLPattern] = [
    path("", wall.wall, name="wall"),
    path("table/<slug:name>.xlsx", wall.table, name="table"),
    path("instruct/", instructing.instruct, name="instruct"),
    path("live/", live.live, name="live"),
]
