"""Publishing a version of a process: checked as a whole, numbered on, never edited afterwards."""

from datetime import datetime

from django.db import transaction

from linli.accounts.audit import actions as audit
from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.actions.refusals import BadForm, RefusedAction
from linli.cases.models import ProcessVersion
from linli.cases.rules.process import BrokenProcess, Process
from linli.cases.rules.verdicts import Refused
from linli.lib.sentences import Said


@transaction.atomic
def publish(text: str, *, area_code: str, by: Actor, at: datetime) -> Process:
    """Publish a version for one county; new cases run on it, cases that are under way keep theirs.

    The same text published again is the version it already is. Raises ``BadForm`` (``text``) with every fault and
    its line, or for a number that does not follow the last; ``RefusedAction`` for somebody else's county.
    """
    ground = areas.ground_of(area_code)
    if ground is None or not by.may(Permission.PUBLISH, ground):
        raise RefusedAction(Refused("relation", "您的岗位不能为这个区县发布流程"))
    try:
        process = processes.read(text, file="流程")
    except BrokenProcess as error:
        raise BadForm({"text": str(error)}) from error
    if process.name not in processes.names():
        raise BadForm({"text": Said("没有「%(name)s」这种流程", name=process.name)})
    latest = processes.highest(process.name)
    if process.version == latest and processes.text_of(process.name, latest) == text:
        return process
    if process.version != latest + 1:
        raise BadForm(
            {
                "text": Said(
                    "版本号应为 %(next)d，现在是 %(version)d；已发布的版本不能改",
                    next=latest + 1,
                    version=process.version,
                )
            }
        )
    ProcessVersion.objects.create(
        process=process.name,
        version=process.version,
        area_code=area_code,
        text=text,
        published_at=at,
        published_by_id=by.user_id,
    )
    audit.record(
        "process.publish", "process", f"{process.name}:{process.version}", by=by, at=at, detail={"area": area_code}
    )
    return process
