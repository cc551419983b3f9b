"""How this room says no."""

from collections.abc import Mapping


class Refused(Exception):
    """The posting may not do this on that ground; the text says so."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class BadForm(Exception):
    """What was filled in cannot be kept: a message for each field; ``criteria.0.limit`` for a line of a list."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in errors.items()))
        self.errors = dict(errors)


class Stale(Exception):
    """Somebody else has saved in between; nothing was written. ``current`` is the edition that stands now."""

    def __init__(self, text: str, current: int) -> None:
        super().__init__(text)
        self.text = text
        self.current = current
