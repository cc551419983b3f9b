"""Every read of cases that another room may use."""

from linli.cases.queries.duplicates import Duplicate, duplicates
from linli.cases.queries.history import (
    contact_of,
    first_photos,
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
from linli.cases.queries.loading import state_of
from linli.cases.queries.offers import Offer, offered
from linli.cases.queries.search import Search, search
from linli.cases.queries.visible import NotFound, by_public_code, get_visible, visible_to

__all__ = [
    "BY_CLOSED",
    "BY_OPENED",
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
    "by_public_code",
    "contact_of",
    "duplicates",
    "first_photos",
    "get_visible",
    "history",
    "in_list",
    "is_followed",
    "list_counts",
    "listed",
    "may_see_file",
    "merged_into",
    "offered",
    "phone_mark",
    "running_clocks",
    "search",
    "seen_by",
    "state_of",
    "visible_to",
    "with_phone",
]
