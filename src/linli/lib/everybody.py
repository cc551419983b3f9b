"""Views whose answer is the same for everybody, and those that ask for themselves who is there."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def for_everybody(view: View) -> View:
    """Says of a view that nobody's session is looked at for it: any cache on the way may keep its answer."""
    view.for_everybody = True  # type: ignore[attr-defined]  # functions are open to attributes
    return view


def is_for_everybody(view: Callable[..., Any]) -> bool:
    """Whether it was said of the view."""
    return getattr(view, "for_everybody", False)


def asks_itself(view: View) -> View:
    """Says of a view that it looks up posting and password itself, and refuses in its own way: no page, no redirect."""
    view.asks_itself = True  # type: ignore[attr-defined]  # as above
    return view


def is_left_alone(view: Callable[..., Any]) -> bool:
    """Whether nothing is to be looked up or refused before the view is called."""
    return is_for_everybody(view) or getattr(view, "asks_itself", False)
