"""Every read of cases that another room may use."""

from linli.cases.queries.duplicates import Duplicate, duplicates
from linli.cases.queries.history import (
    awaited,
    awaited_counts,
    contact_of,
    first_photos,
    histories,
    history,
    is_followed,
    may_see_file,
    merged_into,
    phone_mark,
    running_clocks,
    with_phone,
)
from linli.cases.queries.lists import (
    BY_CLOSED,
    BY_OPENED,
    LISTS,
    MOST_COUNTED,
    Join,
    Listing,
    Order,
    Place,
    in_list,
    list_counts,
    listed,
    seen_by,
)
from linli.cases.queries.loading import state_of, states_of
from linli.cases.queries.offers import Offer, offered, offered_each
from linli.cases.queries.published import DONE, published
from linli.cases.queries.search import Search, search
from linli.cases.queries.visible import NotFound, by_public_code, get_visible, visible_to

__all__ = [
    "BY_CLOSED",
    "BY_OPENED",
    "DONE",
    "LISTS",
    "MOST_COUNTED",
    "Duplicate",
    "Join",
    "Listing",
    "NotFound",
    "Offer",
    "Order",
    "Place",
    "Search",
    "awaited",
    "awaited_counts",
    "by_public_code",
    "contact_of",
    "duplicates",
    "first_photos",
    "get_visible",
    "histories",
    "history",
    "in_list",
    "is_followed",
    "list_counts",
    "listed",
    "may_see_file",
    "merged_into",
    "offered",
    "offered_each",
    "phone_mark",
    "published",
    "running_clocks",
    "search",
    "seen_by",
    "state_of",
    "states_of",
    "visible_to",
    "with_phone",
]
