"""A reporter's name and telephone: sealed when they come in, revealed for a purpose, with a line in the journal."""

from datetime import datetime

from django.db import transaction

from linli.accounts.audit import actions as audit
from linli.accounts.permissions import Permission
from linli.accounts.privacy import vault
from linli.areas.rules import Actor
from linli.cases.actions.refusals import BadForm, NotFound, RefusedAction
from linli.cases.models import Contact
from linli.cases.queries.hiding import NAME_FIELD
from linli.cases.queries.visible import visible_to
from linli.cases.rules.phones import normalised
from linli.cases.rules.verdicts import Refused
from linli.lib.sentences import Said

LONGEST_NAME = 30
_PHONE_FIELD = "case.contact.phone"


def errors(name: str, phone: str) -> dict[str, str]:
    """What is wrong with a name and a telephone; both may be left out."""
    found = dict[str, str]()
    if len(name.strip()) > LONGEST_NAME:
        found["contact_name"] = Said("称呼最多 %(most)d 字", most=LONGEST_NAME)
    if phone.strip() and not normalised(phone):
        found["contact_phone"] = "电话号码不对，请检查一下"
    return found


def sealed(name: str, phone: str) -> Contact | None:
    """What a reporter left, sealed and not saved yet; ``None`` when they left nothing."""
    name, phone = name.strip(), normalised(phone)
    if not (name or phone):
        return None
    return Contact(
        name_sealed=vault.seal(name, field=NAME_FIELD),
        phone_sealed=vault.seal(phone, field=_PHONE_FIELD),
        name_masked=vault.mask_name(name),
        phone_masked=vault.mask_phone(phone),
        phone_hash=vault.keyed_hash(phone),
    )


@transaction.atomic
def reveal_contact(case_id: int, *, by: Actor, at: datetime, purpose: str) -> tuple[str, str]:
    """A reporter's name and telephone in clear; the journal's line is written before they are returned.

    Raises ``NotFound``, ``RefusedAction`` without the permission, ``BadForm`` without a purpose.
    """
    case = visible_to(by).filter(pk=case_id).first()  # the primary key is unique: no order is needed
    if case is None:
        raise NotFound
    if not by.holds(Permission.REVEAL):
        raise RefusedAction(Refused("relation", "您的岗位不能查看反映人的联系方式"))
    if not purpose.strip():
        raise BadForm({"purpose": "请写明查看的用途"})
    contact = Contact.objects.filter(case=case).first()  # one to one: no order is needed
    if contact is None:
        return "", ""
    audit.record("contact.reveal", "case", case.no, by=by, at=at, purpose=purpose.strip()[:200])
    return (
        vault.unseal(bytes(contact.name_sealed), field=NAME_FIELD),
        vault.unseal(bytes(contact.phone_sealed), field=_PHONE_FIELD),
    )
