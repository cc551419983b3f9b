"""Every read of cases that another room may use."""

from linli.cases.queries.lists import LISTS, in_list, list_counts
from linli.cases.queries.loading import state_of
from linli.cases.queries.offers import Offer, offered
from linli.cases.queries.visible import NotFound, by_public_code, get_visible, visible_to

__all__ = [
    "LISTS",
    "NotFound",
    "Offer",
    "by_public_code",
    "get_visible",
    "in_list",
    "list_counts",
    "offered",
    "state_of",
    "visible_to",
]
