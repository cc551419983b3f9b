"""Under which posting somebody acts: the chosen one, else the oldest in force, and never one that has ended."""

from datetime import date, timedelta

from tests.cast import Cast

from linli.areas.access import acting_as, actor_of
from linli.areas.models import Posting

TODAY = date(2026, 3, 4)


def second(cast: Cast, **changes: object) -> Posting:
    """Another posting of the community's desk, at the town."""
    mine, town = cast.community_desk.posting, cast.town_desk.posting
    values = {"unit": town.unit, "role": town.role, "ground": town.ground, "from_on": TODAY} | changes
    return Posting.objects.create(user=mine.user, **values)


def test_it_is_the_actor_that_the_posting_makes(cast: Cast) -> None:
    for player in cast.players.values():
        assert acting_as(player.posting.user_id, TODAY) == actor_of(player.posting)


def test_the_chosen_posting_comes_before_the_oldest(cast: Cast) -> None:
    mine, other = cast.community_desk.posting, second(cast)
    oldest, chosen = acting_as(mine.user_id, TODAY), acting_as(mine.user_id, TODAY, chosen=other.pk)
    assert oldest is not None
    assert oldest.posting_id == mine.pk
    assert chosen == actor_of(other)


def test_one_that_has_ended_and_a_strangers_are_never_taken(cast: Cast) -> None:
    mine, ended = cast.community_desk.posting, second(cast, to_on=TODAY)
    for chosen in (ended.pk, cast.handler.posting.pk):
        found = acting_as(mine.user_id, TODAY, chosen=chosen)
        assert found is not None
        assert found.posting_id == mine.pk


def test_whoever_has_no_posting_or_was_stopped_is_nobody(cast: Cast) -> None:
    mine = cast.community_desk.posting
    assert acting_as(mine.user_id, mine.from_on - timedelta(days=1)) is None
    mine.user.is_active = False
    mine.user.save()
    assert acting_as(mine.user_id, TODAY) is None
