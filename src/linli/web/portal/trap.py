"""A field that people do not see and programs fill in."""

from django.http import HttpRequest

NAME = "website"


def is_sprung(request: HttpRequest) -> bool:
    """Whether somebody filled in what nobody sees."""
    return bool(request.POST.get(NAME, "").strip())
