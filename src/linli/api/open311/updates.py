"""How a case fares elsewhere, told by the program that took it from here.

GeoReport v2 has no word for it; this is the extension that FixMyStreet describes (``POST servicerequestupdates``).
What is told becomes a step that everybody who handles the case sees; it moves nothing, for that a person decides.
"""

from http import HTTPStatus
from uuid import NAMESPACE_URL, uuid5

from linli.accounts.programs.queries import Caller
from linli.api.open311 import queries
from linli.api.open311.answers import Answer, Wrong, absent, bad, forbidden
from linli.api.open311.asked import Filters
from linli.api.open311.doors import Asked
from linli.api.open311.wire import Items
from linli.areas.rules import SYSTEM
from linli.cases.actions import BadForm, KeyConflict, RefusedAction, act
from linli.cases.models import Case

_LONGEST_ID, _LONGEST_NOTE = 200, 500
#: The two of the standard, and those that FixMyStreet added.
STATES = {
    "OPEN": "办理中",
    "CLOSED": "已办结",
    "INVESTIGATING": "正在查看",
    "IN_PROGRESS": "办理中",
    "PLANNED": "已列入计划",
    "ACTION_SCHEDULED": "已安排",
    "FIXED": "已修好",
    "NO_FURTHER_ACTION": "不再处理",
    "NOT_COUNCILS_RESPONSIBILITY": "不归对方管",
    "DUPLICATE": "与别的件重复",
    "INTERNAL_REFERRAL": "转给别的部门",
}


def update(asked: Asked) -> Answer:
    """One piece of news about a case; told again under the same ``update_id`` it is the same one."""
    caller = _caller(asked)
    number, update_id, status = (_said(asked, name) for name in ("service_request_id", "update_id", "status"))
    if status.upper() not in STATES:
        raise bad(f"没有这个 status：{status}")
    case = _case(asked, caller, number)
    words = "；".join(filter(None, [STATES[status.upper()], asked.said.get("description", "")]))
    _hear(case, f"{caller.name}：{words}"[:_LONGEST_NOTE], caller, update_id, asked)
    told = {"update_id": update_id, "service_request_id": case.no}
    return Answer("service_request_updates", Items("request_update", [told]))


def _caller(asked: Asked) -> Caller:
    if asked.caller is None:
        raise forbidden("api_key 缺少、不对或已经失效")
    if not asked.caller.may_update:
        raise forbidden("这个 api_key 不能回报进展")
    return asked.caller


def _said(asked: Asked, name: str) -> str:
    value = asked.said.get(name, "")
    if not 0 < len(value) <= _LONGEST_ID:
        raise bad(f"缺少 {name}，或者太长")
    return value


def _case(asked: Asked, caller: Caller, number: str) -> Case:
    """A case that everybody may read and the key is for."""
    found = queries.requests(asked.county(), Filters(ids=(number,)), queries.reach(caller.areas, caller.matters))
    if not found:
        raise absent(f"没有这个 service_request_id：{number}")
    return found[0]


def _hear(case: Case, note: str, caller: Caller, update_id: str, asked: Asked) -> None:
    key = uuid5(NAMESPACE_URL, f"open311:update:{caller.id}:{update_id}")
    try:
        act(case.pk, "hear", by=SYSTEM, at=asked.at, form={"note": note}, key=key)
    except BadForm as wrong:
        raise bad(*map(str, wrong.errors.values())) from wrong
    except KeyConflict as conflict:
        raise Wrong(HTTPStatus.CONFLICT, "这个 update_id 已经用过，内容不一样") from conflict
    except RefusedAction as refused:
        raise Wrong(HTTPStatus.CONFLICT, str(refused.text)) from refused
