"""Who may change what, for buttons and for doors; the actions ask again."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from linli.accounts.permissions import Permission
from linli.areas.rules import Actor
from linli.matters import actions


def require_catalogue(actor: Actor) -> None:
    """Raises ``PermissionDenied`` for a posting that may not change the catalogue."""
    if not actions.may_edit_catalogue(actor):
        raise PermissionDenied(_("事项目录由区县统一管理，当前岗位不能修改。"))


def require_duties(actor: Actor) -> None:
    """Raises ``PermissionDenied`` for a posting that may change no responsibility anywhere."""
    if not actor.holds(Permission.EDIT_MATTERS):
        raise PermissionDenied(_("当前岗位不能修改权责清单。"))
