"""What these pages share: their tabs, their search word, and where a page of a list begins."""

from http import HTTPStatus
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.accounts.permissions import Permission
from linli.web.desk.doors import StaffRequest

PAGE_SIZE = 50


def tabs(request: StaffRequest, current: str) -> list[dict[str, Any]]:
    """The tabs of this part, the current one marked."""
    rows = [
        ("people:index", _("单位"), Permission.EDIT_PEOPLE),
        ("people:people", _("人员"), Permission.EDIT_PEOPLE),
        ("people:postings", _("岗位"), Permission.EDIT_PEOPLE),
        ("people:roles", _("角色"), Permission.EDIT_PEOPLE),
        ("calendar:index", _("工作日历"), Permission.EDIT_CALENDAR),
    ]
    return [
        {
            "url": reverse(f"desk:{name}"),
            "label": label,
            "current": name.partition(":")[2 if name.startswith("people") else 0] == current,
        }
        for name, label, permission in rows
        if request.actor.holds(permission)
    ]


def status(request: StaffRequest) -> int:
    """The status of a page with a form: shown again after a post, something in it was wrong."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK


def asked(request: StaffRequest, name: str) -> str:
    """A word from the address, bounded and without what a text column refuses."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:80]


def number(request: StaffRequest, name: str) -> int | None:
    """A number from the address; ``None`` for anything else."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None  # noqa: PLR2004 - bigint
