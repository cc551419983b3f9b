"""Who may write, and what is said when two people write at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from linli.accounts.permissions import Permission
from linli.areas.models import Area
from linli.areas.rules import Actor, Ground
from linli.matters import queries
from linli.matters.models import Edition
from linli.matters.refusals import Refused, Stale
from linli.matters.wording import Content


@dataclass(frozen=True)
class Saved:
    """The codes that were written, apart by what happened to them; ``same`` says that nothing changed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        return self.added + self.changed


@dataclass(frozen=True)
class Signature:
    """Who writes, when, and the note that goes into the edition."""

    by: Actor
    at: datetime
    note: str = ""


def home_ground() -> Ground:
    """The county whose catalogue this is."""
    home = Area.objects.filter(code=settings.HOME_AREA).order_by("pk").first()
    return home.ground if home else Ground(county=settings.HOME_AREA)


def may_edit(by: Actor, ground: Ground) -> bool:
    """Whether the actor may change what holds for that ground."""
    return by.kind == "system" or by.may(Permission.EDIT_MATTERS, ground)


def may_edit_catalogue(by: Actor) -> bool:
    """Whether the actor may change the catalogue of the county."""
    return may_edit(by, home_ground())


def permit_catalogue(by: Actor) -> None:
    """Raises ``Refused`` unless the actor may change the catalogue of the county."""
    if not may_edit_catalogue(by):
        raise Refused(_("事项目录由区县统一管理，当前岗位不能修改。"))


def permit_area(by: Actor, area: Area) -> None:
    """Raises ``Refused`` unless the actor may change the responsibility list on that area."""
    if not may_edit(by, area.ground):
        raise Refused(_("当前岗位不能修改 %(area)s 的权责清单。") % {"area": area.name})


def refuse_stale(subject: str, now: Mapping[str, int], expected: Mapping[str, int]) -> None:
    """Raises ``Stale`` when one of the codes is not in the edition that the writer has seen (0: it was not there)."""
    for code, edition in expected.items():
        current = now.get(code, 0)
        if current != edition:
            raise Stale(_stale_text(subject, code, current), current)


def _stale_text(subject: str, code: str, current: int) -> str:
    if not current:
        return _("%(code)s 刚刚被删除，没有保存。请核对后再操作。") % {"code": code}
    last = Edition.objects.filter(subject=subject, subject_code=code).order_by("-number").first()
    who = (last.by_name if last else "") or _("别人")
    return _("%(code)s 刚刚被 %(who)s 改成了第 %(number)d 版，没有保存。您填写的内容还在，请核对后再保存。") % {
        "code": code,
        "who": who,
        "number": current,
    }


def write_editions(subject: str, contents: Iterable[tuple[str, int, Content]], *, signature: Signature) -> None:
    """Append what each code says from now on."""
    Edition.objects.bulk_create(
        [
            Edition(
                subject=subject,
                subject_code=code,
                number=number,
                content=content,
                note=signature.note[:200],
                at=signature.at,
                by_name=signature.by.name[:60],
            )
            for code, number, content in contents
        ],
        batch_size=1000,
    )


def next_numbers(subject: str, codes: Iterable[str]) -> dict[str, int]:
    """The number of the next edition of each code; a code that was removed and comes back counts on."""
    wanted = list(codes)
    last = queries.last_editions(subject, wanted)
    return {code: last.get(code, 0) + 1 for code in wanted}
