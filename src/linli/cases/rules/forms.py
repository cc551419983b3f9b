"""Cleaning what was filled in: text from a page or JSON in, typed values or a message per field out."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from linli.cases.rules.process import Action, Field, Opening, Process
from linli.lib.sentences import Said

Filled = dict[str, object]
MOST_PHOTOS = 6
#: What a person types about what happened, and what another program may tell: the words and the address of a photo.
LONGEST_DESCRIPTION, LONGEST_OF_A_PROGRAM = 2000, 6100
BEST_SCORE = 5
MOST_COUNTED = 99
MOST_PEOPLE = 9


class Invalid(ValueError):
    """A value that does not fit its field; ``message`` is for the person who typed it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def clean(process: Process, action: Action | Opening, raw: Mapping[str, object]) -> tuple[Filled, dict[str, str]]:
    """Typed values of the fields that are wanted, a message for each that is wrong; other keys are ignored."""
    filled: Filled = {}
    errors: dict[str, str] = {}
    for name, required in action.wanted:
        field = process.fields[name]
        value = raw.get(name)
        if _is_blank(value):
            if required:
                errors[name] = Said("请填写%(title)s", title=field.title)
            continue
        try:
            filled[name] = _CLEANERS[field.type](field, value)
        except Invalid as error:
            errors[name] = error.message
    return filled, errors


def split(process: Process, filled: Filled) -> tuple[Filled, dict[str, str]]:
    """What rules may look at, and what is to be sealed before it is kept: no rule ever sees that."""
    secret = {name: str(value) for name, value in filled.items() if process.fields[name].type == "secret"}
    return {name: value for name, value in filled.items() if name not in secret}, secret


def as_json(filled: Filled) -> dict[str, object]:
    """The values as they are kept in a step."""
    return {name: _plain(value) for name, value in filled.items()}


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal | date | UUID) else value


def _is_blank(value: object) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _text(field: Field, value: object) -> str:
    text = str(value).replace("\r\n", "\n").strip()
    if "\x00" in text:
        raise Invalid(Said("%(title)s里有无法保存的字符", title=field.title))
    if len(text) > field.max_length:
        raise Invalid(
            Said(
                "%(title)s最多 %(most)d 字，现在 %(count)d 字",
                title=field.title,
                most=field.max_length,
                count=len(text),
            )
        )
    return text


def _choice(field: Field, value: object) -> str:
    if value not in [key for key, _ in field.choices]:
        raise Invalid(Said("请在%(title)s里选一项", title=field.title))
    return str(value)


def _choices(field: Field, value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return list(dict.fromkeys(_choice(field, one) for one in values))


def _number(field: Field, value: object) -> int:
    number = _readable(value)
    if number is None:
        raise Invalid(Said("请选择%(title)s", title=field.title))
    return number


def numbers_in(value: object) -> list[int]:
    """Those of one or several values that are numbers of something, each once."""
    values = value if isinstance(value, list | tuple) else [value]
    numbers = (_readable(one) for one in values)
    return list(dict.fromkeys(number for number in numbers if number is not None))


def _readable(value: object) -> int | None:
    try:
        number = int(str(value))
    except ValueError:
        return None
    return number if 0 < number < 2**63 else None


def _numbers(field: Field, value: object) -> list[int]:
    values = value if isinstance(value, list | tuple) else [value]
    return list(dict.fromkeys(_number(field, one) for one in values))


def _date(field: Field, value: object) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise Invalid(Said("%(title)s请写成 2026-01-31 这样的日期", title=field.title)) from None


def _amount(field: Field, value: object) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise Invalid(Said("%(title)s请填数字", title=field.title)) from None
    if not amount.is_finite() or not 0 < amount <= 1000:  # noqa: PLR2004 - years of days: nobody means more
        raise Invalid(Said("%(title)s须大于 0、不超过 1000", title=field.title))
    return amount


def _measure(field: Field, value: object) -> Decimal:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise Invalid(Said("%(title)s请填数字", title=field.title)) from None
    if not number.is_finite() or not field.least <= number <= field.most:
        told = {"title": field.title, "least": str(field.least), "most": str(field.most)}
        raise Invalid(Said("%(title)s请填 %(least)s 到 %(most)s 的数", **told))
    if number != round(number, field.places):
        told_places = Said("%(title)s最多 %(places)d 位小数", title=field.title, places=field.places)
        raise Invalid(told_places if field.places else Said("%(title)s请填整数", title=field.title))
    return round(number, field.places)


def _photos(field: Field, value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    if len(values) > MOST_PHOTOS:
        raise Invalid(Said("%(title)s最多 %(most)d 张", title=field.title, most=MOST_PHOTOS))
    try:
        return list(dict.fromkeys(str(UUID(str(one))) for one in values))
    except ValueError:
        raise Invalid(Said("%(title)s没有传好，请重新选择", title=field.title)) from None


def _bool(field: Field, value: object) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False}
    if str(value).lower() not in words:
        raise Invalid(Said("请在%(title)s里选是或否", title=field.title))
    return words[str(value).lower()]


def _score(field: Field, value: object) -> int:
    score = _number(field, value)
    if score > BEST_SCORE:
        raise Invalid(Said("%(title)s在 1 到 %(best)d 之间", title=field.title, best=BEST_SCORE))
    return score


def _count(field: Field, value: object) -> int:
    count = _readable(value)
    if count is None or count > MOST_COUNTED:
        raise Invalid(Said("%(title)s请填 1 到 %(most)d 的数", title=field.title, most=MOST_COUNTED))
    return count


def _people(field: Field, value: object) -> list[int]:
    people = _numbers(field, value)
    if len(people) > MOST_PEOPLE:
        raise Invalid(Said("%(title)s最多 %(most)d 人", title=field.title, most=MOST_PEOPLE))
    return people


def _word(field: Field, value: object) -> str:
    word = str(value).strip()
    if len(word) > 24 or "\x00" in word:  # noqa: PLR2004 - the longest code or case number
        raise Invalid(Said("没有这样的%(title)s", title=field.title))
    return word


_CLEANERS: dict[str, Callable[[Field, object], object]] = {
    "text": _text,
    "choice": _choice,
    "unit": _number,
    "assist": _number,
    "units": _numbers,
    "date": _date,
    "amount": _amount,
    "photos": _photos,
    "matter": _word,
    "criterion": _number,
    "case": _word,
    "bool": _bool,
    "score": _score,
    "count": _count,
    "people": _people,
    "secret": _text,
    "number": _measure,
    "choices": _choices,
}
