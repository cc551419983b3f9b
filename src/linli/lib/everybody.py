"""Views whose answer is the same for everybody."""

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
