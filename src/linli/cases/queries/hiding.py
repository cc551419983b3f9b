"""What must not leave together with a text: for taking it out of the text, never for showing it."""

from collections.abc import Iterable

from linli.accounts.privacy import vault
from linli.cases.models import Contact

NAME_FIELD = "case.contact.name"


def names_to_hide(case_ids: Iterable[int]) -> dict[int, str]:
    """Of each case the name its reporter left, in clear; one query. Nobody may see it: see above."""
    rows = Contact.objects.filter(case_id__in=list(case_ids)).values_list("case_id", "name_sealed")
    return {case_id: vault.unseal(bytes(sealed), field=NAME_FIELD) for case_id, sealed in rows}
