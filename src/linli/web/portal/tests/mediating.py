"""Walking through an application for mediation, and through a party's page, as people do."""

from uuid import UUID

from django.test import Client
from tests.cast import Cast

from linli.cases.models import Case
from linli.work.disputes.actions import code_of
from linli.work.disputes.queries import party

YOURS, THEIRS = "13812345678", "13912345678"
#: Three strokes, as wide as a name.
DRAWN = "M20 40L60 42L110 45M150 30L155 90L160 150M220 40L300 60L380 120"


def begin(client: Client) -> UUID:
    """An application's key."""
    return UUID(client.get("/mediation/")["Location"].split("/")[2])


def answer(client: Client, key: UUID, name: str, /, **filled: str):
    """Answer one question."""
    return client.post(f"/mediation/{key}/{name}/", filled)


def fill(client: Client, key: UUID, cast: Cast, **changes: str) -> None:
    """All questions up to the last page."""
    told = {
        "you_name": "李大华",
        "you_phone": YOURS,
        "other1_name": "王小明",
        "other1_phone": THEIRS,
        "type": "1702",
        "ground": cast.areas.grid.code,
        "facts": "楼上漏水",
        "claim": "修好",
    } | changes
    for name, wanted in {
        "notice": (),
        "you": ("you_name", "you_phone"),
        "other": ("other1_name", "other1_phone"),
        "type": ("type",),
        "where": ("ground",),
        "facts": ("facts", "claim"),
    }.items():
        said = answer(client, key, name, **{one: told[one] for one in wanted})
        assert said.status_code == 302, said.content.decode()
    assert said["Location"] == f"/mediation/{key}/check/"


def applied(client: Client, cast: Cast, **changes: str) -> str:
    """An application from the first page to the last; the applicant's own code."""
    key = begin(client)
    fill(client, key, cast, **changes)
    said = answer(client, key, "check")
    assert said.status_code == 302, said.content.decode()
    code: str = said["Location"].split("/")[2]
    return code


def code(case: Case, number: int) -> str:
    """A party's own code."""
    return code_of(party(case.pk, number))


def entered(case: Case, number: int, digits: str) -> tuple[Client, str]:
    """Somebody who has come in by a party's own code, with the address of the page."""
    client, own = Client(), code(case, number)
    assert client.post(f"/m/{own}/enter/", {"digits": digits}).status_code == 302
    return client, f"/m/{own}/"


def form_of(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    text = client.get(address).content.decode()
    names = [name for name in ("key", "paper") if f'name="{name}"' in text]
    return {name: text.split(f'name="{name}" value="')[1].split('"')[0] for name in names}


def do(client: Client, page: str, action: str, **filled: str):
    """Fill in the form of an act and send it."""
    address = f"{page}{action}/"
    return client.post(address, form_of(client, address) | filled)
