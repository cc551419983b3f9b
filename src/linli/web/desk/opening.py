"""What a form that opens a case says when nothing was opened; the same for every kind of work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.utils.translation import gettext as _

from linli.cases.actions import BadForm, KeyConflict, RefusedAction
from linli.cases.models import Case
from linli.web.parts.words import told


@dataclass(frozen=True)
class NotOpened:
    """Why: messages by the name of their field, and the status of the answer."""

    errors: Mapping[str, str]
    status: HTTPStatus


def opened(opening: Callable[[], Case]) -> Case | NotOpened:
    """The case that was opened, or what is wrong."""
    try:
        return opening()
    except BadForm as bad:
        return NotOpened(bad.errors, HTTPStatus.UNPROCESSABLE_ENTITY)
    except RefusedAction as refused:
        return NotOpened({"": told(refused.text)}, HTTPStatus.CONFLICT)
    except KeyConflict:
        words = _("这张表已经用别的内容登记过一件，这一次没有保存。请重新打开登记页。")
        return NotOpened({"": words}, HTTPStatus.CONFLICT)
