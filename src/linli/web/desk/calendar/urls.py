"""Addresses under /desk/calendar/."""

from datetime import date

from django.urls import path, register_converter

from linli.web.desk.calendar import views

app_name = "calendar"


class Day:
    """A date as 2026-05-01; another shape, or no date at all, is no such page."""

    regex = r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]"

    def to_python(self, value: str) -> date:
        """The date; ``ValueError`` makes it not found."""
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        """The date as text."""
        return str(value)


register_converter(Day, "day")

urlpatterns = [
    path("", views.index, name="index"),
    path("office/", views.office, name="office"),
    path("<day:on>/", views.day, name="day"),
    path("<day:on>/clear/", views.clear, name="clear"),
]
