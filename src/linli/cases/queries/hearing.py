"""Who may have to hear of a case, as opening it and acting on it look them up."""

import msgspec

from linli.accounts.permissions import Permission
from linli.areas.rules import Actor
from linli.lib.sql import statement
from linli.matters import rules as routing

#: Whoever holds one of these over the ground may have to hear of a case; a list as the database writes it.
DUTIES = f"{{{Permission.GRID},{Permission.SUPERVISE},{Permission.APPROVE}}}"
#: And whoever holds one of these at a unit that is concerned.
WORK = f"{{{Permission.DESK},{Permission.HANDLE}}}"


class UnitKnown(msgspec.Struct, frozen=True):
    """A desk over the place, or a unit that answers for what is asked or was named."""

    id: int
    kind: str
    functions: frozenset[str]
    area_code: str
    area_level: str

    @property
    def card(self) -> routing.UnitCard:
        """As routing knows it."""
        return routing.UnitCard(self.id, self.area_code, self.area_level, self.functions)


class PostingKnown(msgspec.Struct, frozen=True):
    """A posting in force that may have to hear of the case."""

    id: int
    user_id: int
    unit_id: int
    ground_level: str
    ground_code: str
    permissions: frozenset[str]

    @property
    def actor(self) -> Actor:
        """As far as relations go."""
        return Actor(
            user_id=self.user_id,
            posting_id=self.id,
            unit_id=self.unit_id,
            ground_level=self.ground_level,
            ground_code=self.ground_code,
            permissions=self.permissions,
        )


def with_postings(sql: str) -> str:
    """The statement with the part that finds them put in for {postings}."""
    return sql.replace("{postings}", statement(__package__, "postings"))
