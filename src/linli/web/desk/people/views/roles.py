"""Roles: what each may do, side by side, and changing one."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts import queries as accounts
from linli.accounts.permissions import Permission
from linli.areas import people
from linli.areas.actions import people as actions
from linli.cases.queries import NotFound
from linli.web.desk.doors import StaffRequest
from linli.web.desk.pages import page
from linli.web.desk.people.doors import needs
from linli.web.desk.people.forms import RoleForm, attempt
from linli.web.desk.people.views.frame import status, tabs


@require_safe
@needs(Permission.EDIT_PEOPLE)
def index(request: StaffRequest) -> HttpResponse:
    """The permissions of every role in one table."""
    roles = list(accounts.roles())
    context = {
        "tabs": tabs(request, "roles"),
        "roles": roles,
        "rows": [
            {"title": _(permission.title), "cells": [permission in role.permissions for role in roles]}
            for permission in Permission
        ],
        "may_edit": actions.may_edit_roles(request.actor),
        "new_key": uuid4(),
    }
    return page(request, "desk/people/roles.html", context, at=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PEOPLE)
def new(request: StaffRequest, key: UUID) -> HttpResponse:
    """A new role; the key in the address makes a repeat the same role."""
    return _edit(request, f"role-{key.hex[:12]}", is_new=True)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.EDIT_PEOPLE)
def role(request: StaffRequest, code: str) -> HttpResponse:
    """Change a role."""
    return _edit(request, code, is_new=False)


def _edit(request: StaffRequest, code: str, *, is_new: bool) -> HttpResponse:
    at = timezone.now()
    known = accounts.role(code)
    if not actions.may_edit_roles(request.actor) or (known is None and not is_new):
        raise NotFound
    initial = {"title": known.title, "permissions": known.permissions} if known else {}
    form = RoleForm(request.POST or None, initial=initial)
    if form.is_valid():
        saved = attempt(form, lambda: actions.save_role(code=code, **form.cleaned_data, by=request.actor, at=at))
        if saved:
            messages.success(request, _("已保存角色「%(title)s」。") % {"title": saved.title})
            return redirect("desk:people:roles")
    context = {
        "tabs": tabs(request, "roles"),
        "form": form,
        "role": known,
        "people": people.number_with_role(code, timezone.localdate(at)),
    }
    return page(request, "desk/people/role.html", context, at=at, status=status(request))
