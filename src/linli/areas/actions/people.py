"""Units, people and postings: who may change them on which ground, and the changes.

A person belongs to the grounds of the postings in force; whoever administers all of them may change the account
itself. Somebody without any posting in force is known by the last one, and without any at all by a county.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts import actions as accounts
from linli.accounts.audit import actions as audit
from linli.accounts.models import Role, User
from linli.accounts.permissions import Permission, beyond
from linli.areas import people as known
from linli.areas.models import Area, Posting, Unit
from linli.areas.rules import Actor, BadForm, Level, NotAllowed, Refused
from linli.deadlines.rules import SHANGHAI

_OUTSIDE = gettext_lazy("请选择您辖区内在用的区划")


@dataclass(frozen=True)
class UnitForm:
    """What is said of a unit; area and kind are settled when it is created."""

    name: str
    short_name: str = ""
    functions: tuple[str, ...] = ()
    parent_id: int | None = None
    phone: str = ""


@dataclass(frozen=True)
class PostingForm:
    """What is said of a posting; ``to_on`` is the first day it is no longer in force."""

    unit_id: int
    role_code: str
    ground_code: str
    from_on: date
    to_on: date | None = None
    title: str = ""
    is_public: bool = False


# -- units


@transaction.atomic
def create_unit(*, area_code: str, kind: str, form: UnitForm, by: Actor, at: datetime) -> Unit:
    """Create a unit on the administrator's ground. Raises ``NotAllowed``, ``BadForm``."""
    area = _own_area(area_code, by, field="area")
    parent = _parent(form.parent_id, area)
    if kind == "desk" and Unit.objects.filter(area=area, kind="desk", is_active=True).exists():
        raise BadForm({"kind": _("%(area)s已经有一个受理派遣的单位") % {"area": area.name}})
    with _said_beside({"areas_unit_name_in_area": ("name", _("%(area)s已经有叫这个名称的单位") % {"area": area.name})}):
        unit = Unit.objects.create(area=area, kind=kind, parent=parent, **_columns(form))
    audit.record("unit.create", "unit", unit.pk, by=by, at=at, detail={"name": unit.name, "area": area.code})
    return unit


@transaction.atomic
def update_unit(unit_id: int, *, form: UnitForm, by: Actor, at: datetime) -> Unit:
    """Change what is said of a unit. Raises ``NotAllowed``, ``BadForm``."""
    unit = _own_unit(unit_id, by)
    parent = _parent(form.parent_id, unit.area)
    if parent and unit.pk in known.line_of(parent):
        raise BadForm({"parent": _("上级单位不能是它自己或它的下级")})
    for name, value in _columns(form).items():
        setattr(unit, name, value)
    unit.parent = parent
    with _said_beside(
        {"areas_unit_name_in_area": ("name", _("%(unit)s已经有叫这个名称的单位") % {"unit": unit.area.name})}
    ):
        unit.save()
    audit.record("unit.update", "unit", unit.pk, by=by, at=at, detail={"name": unit.name})
    return unit


@transaction.atomic
def close_unit(unit_id: int, *, by: Actor, at: datetime) -> Unit:
    """Take a unit out of use; refused while people are posted to it or units below it are in use."""
    unit = _own_unit(unit_id, by)
    if not unit.is_active:
        return unit
    if known.in_force(_day(at)).filter(unit=unit).exists():
        raise Refused("postings", _("%(unit)s还有在岗人员，请先结束他们的岗位") % {"unit": unit.name})
    if Unit.objects.filter(parent=unit, is_active=True).exists():
        raise Refused("children", _("%(unit)s还有在用的下级单位，请先停用或改换它们的上级") % {"unit": unit.name})
    unit.is_active = False
    unit.save(update_fields=["is_active"])
    audit.record("unit.close", "unit", unit.pk, by=by, at=at, detail={"name": unit.name})
    return unit


def _columns(form: UnitForm) -> dict[str, object]:
    functions = list(dict.fromkeys(filter(None, (f.strip() for f in form.functions))))
    name = form.name.strip()
    if not name:
        raise BadForm({"name": _("请填写名称")})
    return {"name": name, "short_name": form.short_name.strip(), "functions": functions, "phone": form.phone.strip()}


def _own_area(code: str, by: Actor, *, field: str) -> Area:
    area = Area.objects.defer("extent").filter(code=code, valid_to__isnull=True).first()  # unique: no order is needed
    if area is None or not _may(by, area):
        raise BadForm({field: str(_OUTSIDE)})
    return area


def _own_unit(unit_id: int, by: Actor) -> Unit:
    unit = (
        Unit.objects.select_for_update(of=("self",))
        .select_related("area")
        .defer("area__extent")
        .filter(pk=unit_id)
        .first()
    )  # unique
    if unit is None or not _may(by, unit.area):
        raise NotAllowed
    return unit


def _parent(parent_id: int | None, area: Area) -> Unit | None:
    """The unit above; its area holds this one's."""
    if parent_id is None:
        return None
    parent = (
        Unit.objects.select_related("area").defer("area__extent").filter(pk=parent_id, is_active=True).first()
    )  # unique
    if parent is None or not area.ground.covers(parent.area.level, parent.area.code):
        raise BadForm({"parent": _("请选一个服务同一区划或上级区划的在用单位")})
    return parent


# -- people


@transaction.atomic
def create_person(  # noqa: PLR0913 - a person comes with the first posting, each part named at the call
    *, username: str, full_name: str, work_phone: str, posting: PostingForm, by: Actor, at: datetime
) -> tuple[Posting, str]:
    """Create somebody with a first posting; returns the posting and the one-time password, shown this once.

    Raises ``BadForm``, also with what is wrong with the posting.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise BadForm({"username": _("这个登录名已经有人用了")})
    password = accounts.one_time_password()
    with _said_beside({"accounts_user_username_key": ("username", _("这个登录名已经有人用了"))}):
        user = accounts.create_user(
            username=username, full_name=full_name, work_phone=work_phone, password=password, by=by, at=at
        )
    return create_posting(user.pk, form=posting, by=by, at=at), password


@transaction.atomic
def update_person(user_id: int, *, full_name: str, work_phone: str, by: Actor, at: datetime) -> User:
    """Change a person's name or telephone. Raises ``NotAllowed``, ``Refused``."""
    own_person(user_id, by, at)
    return accounts.update_user(user_id, full_name=full_name, work_phone=work_phone, by=by, at=at)


@transaction.atomic
def deactivate_person(user_id: int, *, by: Actor, at: datetime) -> User:
    """Stop somebody from signing in; the postings stay, to be ended with their hand-over."""
    _not_oneself(user_id, by, _("不能停用自己的账号"))
    own_person(user_id, by, at)
    return accounts.set_active(user_id, is_active=False, by=by, at=at)


@transaction.atomic
def activate_person(user_id: int, *, by: Actor, at: datetime) -> User:
    """Let somebody sign in again."""
    own_person(user_id, by, at)
    return accounts.set_active(user_id, is_active=True, by=by, at=at)


@transaction.atomic
def reset_password(user_id: int, *, by: Actor, at: datetime) -> str:
    """Give somebody a one-time password; returns it, to be shown this once."""
    _not_oneself(user_id, by, _("自己的密码请在「修改密码」里改"))
    own_person(user_id, by, at)
    return accounts.reset_password(user_id, by=by, at=at)


@transaction.atomic
def unlock(user_id: int, *, by: Actor, at: datetime) -> None:
    """End somebody's lock-out."""
    own_person(user_id, by, at)
    accounts.unlock(user_id, by=by, at=at)


@transaction.atomic
def remove_second_factor(user_id: int, *, by: Actor, at: datetime) -> None:
    """Take the second factor from somebody who lost it."""
    _not_oneself(user_id, by, _("自己的两步验证请在「两步验证」里关闭"))
    own_person(user_id, by, at)
    accounts.remove_second_factor(user_id, by=by, at=at)


def own_person(user_id: int, by: Actor, at: datetime) -> User:
    """The person, whose account this administrator may change.

    Raises ``NotAllowed`` for somebody not to be seen, ``Refused`` for somebody who also works elsewhere.
    """
    user = known.people_visible_to(by).filter(pk=user_id).first()  # unique: no order is needed
    if user is None:
        raise NotAllowed
    if reason := known.why_not_own(user, by, _day(at)):
        raise Refused("elsewhere", reason)
    return user


def _not_oneself(user_id: int, by: Actor, text: str) -> None:
    if user_id == by.user_id:
        raise Refused("oneself", text)


# -- postings


@transaction.atomic
def create_posting(user_id: int, *, form: PostingForm, by: Actor, at: datetime) -> Posting:
    """Post a person. Raises ``NotAllowed`` for an unknown person, ``BadForm``."""
    user = known.people_visible_to(by).select_for_update().filter(pk=user_id).first()  # unique: no order is needed
    if user is None:
        raise NotAllowed
    ground = _own_area(form.ground_code, by, field="ground")
    unit = _serving_unit(form.unit_id, ground)
    role = _grantable(form.role_code, by)
    if errors := _period_errors(form, _day(at)):
        raise BadForm(errors)
    with _said_beside({"areas_posting_once": ("role", _("此人在这段时间已经有同样的岗位"))}):
        posting = Posting.objects.create(
            user=user,
            unit=unit,
            role=role,
            ground=ground,
            title=form.title.strip(),
            is_public=form.is_public,
            from_on=form.from_on,
            to_on=form.to_on,
        )
    detail: dict[str, object] = {"user": user.pk, "unit": unit.pk, "role": role.code, "ground": ground.code}
    audit.record("posting.create", "posting", posting.pk, by=by, at=at, detail=detail)
    return posting


@transaction.atomic
def end_posting(posting_id: int, on: date, *, by: Actor, at: datetime) -> Posting:
    """End a posting: ``on`` is the first day without it, not before today. Ended earlier, it stays as it is.

    Raises ``NotAllowed``, ``BadForm``, and ``Refused`` for one's own last posting as an administrator.
    """
    posting = own_posting(posting_id, by)
    if posting.to_on is not None and posting.to_on <= on:
        return posting
    if on < _day(at):
        raise BadForm({"on": _("不能早于今天")})
    if known.is_last_of_administrator(posting, by, _day(at)):
        raise Refused("last_administrator", _("这是您自己最后一个能管理人员的岗位，请让另一位管理员来结束它"))
    posting.to_on = max(on, posting.from_on)
    posting.save(update_fields=["to_on"])
    audit.record("posting.end", "posting", posting.pk, by=by, at=at, detail={"on": posting.to_on.isoformat()})
    return posting


def own_posting(posting_id: int, by: Actor) -> Posting:
    """The posting, locked, on this administrator's ground. Raises ``NotAllowed``."""
    rows = Posting.objects.select_for_update(of=("self",)).select_related("user", "unit__area", "role", "ground")
    posting = rows.filter(pk=posting_id).first()  # unique: no order is needed
    if posting is None or not _may(by, posting.ground):
        raise NotAllowed
    return posting


def _serving_unit(unit_id: int, ground: Area) -> Unit:
    unit = (
        Unit.objects.select_related("area").defer("area__extent").filter(pk=unit_id, is_active=True).first()
    )  # unique
    if unit is None or not ground.ground.covers(unit.area.level, unit.area.code):
        raise BadForm({"unit": _("请选一个在用的、服务这块责任区的单位")})
    return unit


def _grantable(code: str, by: Actor) -> Role:
    role = Role.objects.filter(code=code).first()  # unique: no order is needed
    if role is None:
        raise BadForm({"role": _("没有这个角色")})
    if missing := _beyond(by, role.permissions):
        titles = "、".join(sorted(Permission(p).title for p in missing))
        raise BadForm({"role": _("您自己没有这些权限，不能授给别人：%(titles)s") % {"titles": titles}})
    return role


def _period_errors(form: PostingForm, today: date) -> dict[str, str]:
    if form.to_on is not None and form.to_on <= form.from_on:
        return {"to_on": _("最后一天不能早于第一天")}
    if form.to_on is not None and form.to_on <= today:
        return {"to_on": _("最后一天已经过去")}
    return {}


# -- roles


@transaction.atomic
def save_role(*, code: str, title: str, permissions: list[Permission], by: Actor, at: datetime) -> Role:
    """Create or change a role. Roles know no ground, so this takes an administrator of a county or above.

    Raises ``NotAllowed``, ``BadForm``.
    """
    if not may_edit_roles(by):
        raise NotAllowed
    if not title.strip():
        raise BadForm({"title": _("请填写名称")})
    if Role.objects.filter(title=title.strip()).exclude(code=code).exists():
        raise BadForm({"title": _("已经有叫这个名称的角色")})
    before = Role.objects.select_for_update().filter(code=code).first()  # unique: no order is needed
    changed = set(permissions) ^ set(before.permissions if before else [])
    if missing := _beyond(by, changed):
        titles = "、".join(sorted(Permission(p).title for p in missing))
        raise BadForm({"permissions": _("您自己没有这些权限，不能增减：%(titles)s") % {"titles": titles}})
    if Permission.EDIT_PEOPLE in changed - set(permissions) and known.role_of(by) == code:
        raise BadForm({"permissions": _("不能从自己的角色里去掉「管理单位、人员与岗位」")})
    return accounts.save_role(code=code, title=title.strip(), permissions=permissions, by=by, at=at)


def may_edit_roles(by: Actor) -> bool:
    """Whether somebody may change what roles contain."""
    if by.kind == "system":
        return True
    return by.holds(Permission.EDIT_PEOPLE) and by.ground_level in {Level.PROVINCE, Level.CITY, Level.COUNTY}


def _may(by: Actor, area: Area) -> bool:
    return by.kind == "system" or by.may(Permission.EDIT_PEOPLE, area.ground)


def _beyond(by: Actor, permissions: Iterable[str]) -> frozenset[str]:
    return frozenset() if by.kind == "system" else beyond(by.permissions, permissions)


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


@contextmanager
def _said_beside(constraints: dict[str, tuple[str, str]]) -> Iterator[None]:
    """Turn the breach of a named constraint into a message beside a field."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        for name, (field, text) in constraints.items():
            if name in str(error):
                raise BadForm({field: text}) from error
        raise
