"""Tags every page uses: built files, icons, form controls, words for durations."""

import json
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Protocol

from django import template
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.forms import BoundField
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    RadioSelect,
    Select,
    Widget,
)
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from linli.web.parts import built
from linli.web.parts.words import told

register = template.Library()

MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR


@register.simple_tag
def asset(name: str) -> str:
    """Address of a built file: ``{% asset "desk.css" %}``."""
    return _static(built.address(name), settings.STATIC_URL)


@lru_cache(maxsize=1024)
def _static(path: str, _root: str) -> str:
    """The address of a static file; a page asks for that of its icons a hundred times."""
    return static(path)


@register.simple_tag
def asset_script(name: str) -> SafeString:
    """The script element of a built module, with what it imports fetched beside it."""
    early = format_html_join(
        "\n", '<link rel="modulepreload" href="{}">', ((static(path),) for path in built.pulled_in(name))
    )
    return format_html('{}<script type="module" src="{}"></script>', early, static(built.address(name)))


@register.simple_tag
def icon(name: str, kind: str = "", label: str = "") -> SafeString:
    """One icon of the sprite; silent to a screen reader unless it has a label.

    Raises:
        ImproperlyConfigured: when the build knows no icon of that name.
    """
    known = built.built().icons
    if known and name not in known:
        raise ImproperlyConfigured(
            f"The build has no icon {name!r}: run `npm run build` in frontend/ "
            "(a name that no template spells out goes into frontend/icons.json)"
        )
    return _drawn(name, kind, label, asset("icons.svg"))


@lru_cache(maxsize=1024)
def _drawn(name: str, kind: str, label: str, sprite: str) -> SafeString:
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" {} focusable="false"><use href="{}#{}"></use></svg>',
        kind,
        spoken,
        sprite,
        name,
    )


class Choice(Protocol):
    """One thing to choose."""

    @property
    def value(self) -> str:
        """What is sent."""

    @property
    def label(self) -> str:
        """What is shown."""


@register.simple_tag
def options(choices: Iterable[Choice], chosen: str) -> SafeString:
    """The options of a select, the chosen one marked. Not by a loop of a template: a county has hundreds of areas."""
    marks = {chosen: " selected"}
    return SafeString(
        "".join(
            f'<option value="{escape(one.value)}"{marks.get(one.value, "")}>{escape(one.label)}</option>'
            for one in choices
        )
    )


def _looks(widget: Widget) -> str:
    """The class with which a widget of that kind is drawn."""
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return ""
    if isinstance(widget, Select):
        return "form-select"
    return "form-control"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The input of a form field with our looks; hint and error are tied to it by Django."""
    widget = field.field.widget
    looks = " ".join(filter(None, [str(widget.attrs.get("class", "")), _looks(widget)]))
    attrs: dict[str, str | bool] = {"class": looks} if looks else {}
    return field.as_widget(attrs=attrs)


@register.filter
def control_kind(field: BoundField) -> str:
    """How a field is laid out: ``check``, ``choices``, ``file`` or ``line``."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return "choices"
    return "file" if isinstance(widget, ClearableFileInput) else "line"


@register.filter
def in_words(title: str) -> str:
    """A title of a process or a model, or the reason a rule gives, in the language of the page."""
    return told(title)


@register.filter
def duration(minutes: int) -> str:
    """Minutes in words, the two largest units: 200 → 「3 小时 20 分」, 0 → 「不到 1 分」."""
    left = abs(int(minutes))
    if left == 0:
        return _("不到 1 分")
    days, left = divmod(left, MINUTES_PER_DAY)
    hours, mins = divmod(left, MINUTES_PER_HOUR)
    words = [
        _("%(n)d 天") % {"n": days} if days else "",
        _("%(n)d 小时") % {"n": hours} if hours else "",
        _("%(n)d 分") % {"n": mins} if mins else "",
    ]
    return " ".join([word for word in words if word][:2])


@register.filter
def initials(name: str) -> str:
    """Letters for the avatar of a member of staff: the last two characters of a Chinese name."""
    words = name.split()
    if not words:
        return "–"
    if name.isascii():
        return "".join(word[0] for word in words[:2]).upper()
    return words[0][-2:]


@register.filter
def unlocalize_number(value: object) -> str:
    """A number as a program reads it, whatever the language of the page; anything else is empty."""
    return f"{value:.7f}".rstrip("0").rstrip(".") if isinstance(value, (int, float)) else str(value or "")


_HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def json_inside_script(value: object) -> SafeString:
    """JSON (as text or as values) made safe to stand inside ``<script type="application/json">``."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return SafeString(text.translate(_HARMLESS))
