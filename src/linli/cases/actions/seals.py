"""What a form asks for under seal: sealed before it is kept, opened for those whom the process names, with a line."""

import base64
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from linli.accounts.audit import actions as audit
from linli.accounts.privacy import vault
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.actions.refusals import NotFound, RefusedAction
from linli.cases.models import Step
from linli.cases.queries.loading import about_case, look_at
from linli.cases.rules import seals
from linli.cases.rules.process import Process
from linli.cases.rules.verdicts import Refused


def sealed(process: Process, secrets: Mapping[str, str]) -> dict[str, object]:
    """The values as a step keeps them."""
    return {
        name: {seals.MARK: base64.b64encode(vault.seal(text, field=_field(process, name))).decode()}
        for name, text in secrets.items()
    }


@transaction.atomic
def open_sealed(case_id: int, number: int, *, by: Actor, at: datetime, packet: bool = False) -> dict[str, str]:
    """What was written under seal at a step, by field; the journal's line is written before it is returned.

    Only fields that this person may read come back; for a ``packet`` only those that may leave the house. Raises
    ``NotFound``, ``RefusedAction`` when there are none.
    """
    known = look_at(by, case_id) if by.kind == "person" else about_case(case_id)  # others come by a code of theirs
    step = Step.objects.filter(case_id=case_id, number=number).first()  # unique: no order is needed
    if step is None:
        raise NotFound
    process = processes.get(known.process, known.version)
    names = seals.readable(step.form, process, by, known.case, author=step.posting_id)
    names = [name for name in names if process.fields[name].packet or not packet]
    if not names:
        raise RefusedAction(Refused("relation", "这部分内容只有流程写明的人可以看"))
    detail: dict[str, object] = {"step": number, "fields": names}
    audit.record("sealed.open", "case", known.no, by=by, at=at, detail=detail)
    return {name: _opened(process, name, step.form[name]) for name in names}


def _opened(process: Process, name: str, kept: Mapping[str, str]) -> str:
    return vault.unseal(base64.b64decode(kept[seals.MARK]), field=_field(process, name))


def _field(process: Process, name: str) -> str:
    return f"case.step.{process.name}.{name}"
