"""What a role may contain. A permission says what; a posting's ground says where."""

from collections.abc import Iterable
from enum import StrEnum


class Permission(StrEnum):
    """One thing that a role allows on the ground of the posting that carries it."""

    REPORT = "case.report"
    VIEW_GROUND = "case.view_ground"
    DESK = "case.desk"
    HANDLE = "case.handle"
    GRID = "case.grid"
    SUPERVISE = "case.supervise"
    APPROVE = "case.approve"
    REVEAL = "case.reveal"
    EXPORT = "case.export"
    EDIT_AREAS = "area.edit"
    EDIT_MATTERS = "matter.edit"
    EDIT_PEOPLE = "people.edit"
    EDIT_CALENDAR = "calendar.edit"
    READ_JOURNAL = "journal.read"
    PUBLISH = "process.publish"
    EXCHANGE = "exchange.edit"

    @property
    def title(self) -> str:  # type: ignore[override]  # a word for people, not `str.title`
        """The permission in the words of an administrator."""
        return _TITLES[self]


_TITLES = {
    Permission.REPORT: "登记上报",
    Permission.VIEW_GROUND: "查看辖区内全部办件",
    Permission.DESK: "受理、派遣、核查、结案",
    Permission.HANDLE: "承办、协办",
    Permission.GRID: "网格处置与现场核查",
    Permission.SUPERVISE: "催办、督办",
    Permission.APPROVE: "审批延期、挂账、强制结案、申诉",
    Permission.REVEAL: "查看反映人姓名和电话",
    Permission.EXPORT: "导出登记本",
    Permission.EDIT_AREAS: "管理区划与网格",
    Permission.EDIT_MATTERS: "管理事项与权责清单",
    Permission.EDIT_PEOPLE: "管理单位、人员与岗位",
    Permission.EDIT_CALENDAR: "管理工作日历",
    Permission.READ_JOURNAL: "查阅日志",
    Permission.PUBLISH: "发布流程版本",
    Permission.EXCHANGE: "管理推送与对接",
}

P = Permission
#: What makes an administrator: passed on only by somebody who holds it.
ADMINISTRATIVE = frozenset({P.EDIT_AREAS, P.EDIT_MATTERS, P.EDIT_PEOPLE, P.EDIT_CALENDAR, P.PUBLISH, P.EXCHANGE})


def beyond(held: frozenset[str], granted: Iterable[str]) -> frozenset[str]:
    """The permissions of a role that somebody holding ``held`` may not hand on; empty when all may be."""
    return (frozenset(granted) & ADMINISTRATIVE) - held


#: The roles a new installation starts with: code, title, permissions.
DEFAULT_ROLES: tuple[tuple[str, str, tuple[Permission, ...]], ...] = (
    (
        "administrator",
        "系统管理员",
        (P.EDIT_AREAS, P.EDIT_MATTERS, P.EDIT_PEOPLE, P.EDIT_CALENDAR, P.PUBLISH, P.EXCHANGE),
    ),
    ("auditor", "审计员", (P.VIEW_GROUND, P.READ_JOURNAL)),
    ("leader", "领导", (P.VIEW_GROUND, P.SUPERVISE, P.APPROVE, P.EXPORT)),
    ("supervisor", "督办员", (P.REPORT, P.VIEW_GROUND, P.SUPERVISE, P.APPROVE, P.EXPORT)),
    ("desk", "受理派遣员", (P.REPORT, P.VIEW_GROUND, P.DESK, P.REVEAL, P.EXPORT)),
    ("handler", "承办人", (P.REPORT, P.HANDLE, P.REVEAL)),
    ("grid_chief", "网格长", (P.REPORT, P.VIEW_GROUND, P.GRID)),
    ("grid_worker", "网格员", (P.REPORT, P.VIEW_GROUND, P.GRID)),
)
