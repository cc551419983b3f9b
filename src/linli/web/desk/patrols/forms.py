"""What a desk fills in for a checklist; what it means is decided by the actions."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.work.patrols.models import Checklist
from linli.work.patrols.rules import Rhythm, Wording

ROWS = 8


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


class ChecklistForm(forms.Form):
    """A checklist; its ground is that of the desk."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("标题"), max_length=60)
    items = forms.CharField(
        label=_("检查项"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": ROWS}),
        help_text=_("一行一项，如「消防通道有没有堵」。最多 30 项。"),
    )
    rhythm = forms.ChoiceField(label=_("多久一次"), widget=forms.RadioSelect)
    from_on = _day(_("从哪天起"))
    until_on = _day(_("到哪天止"), required=False, help_text=_("不填就一直做下去；只做一次的，填哪天前做完。"))
    grids = forms.MultipleChoiceField(
        label=_("哪些网格"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一个都不选，就是辖区内所有网格，以后新画的也算。"),
    )

    def __init__(self, *args: Any, grids: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rhythm"].choices = [(each, _(each.title)) for each in Rhythm]  # type: ignore[attr-defined]  # a choice field
        self.fields["grids"].choices = list(grids)  # type: ignore[attr-defined]  # the same

    @staticmethod
    def blank(today: Any) -> dict[str, Any]:
        """What a new one begins with."""
        return {"key": uuid4(), "rhythm": Rhythm.WEEKLY, "from_on": today}

    @staticmethod
    def initial_of(checklist: Checklist) -> dict[str, Any]:
        """The checklist as the form shows it."""
        names = ("title", "rhythm", "from_on", "until_on", "grids")
        return {name: getattr(checklist, name) for name in names} | {"items": "\n".join(checklist.items)}

    def wording(self) -> Wording:
        """What the action wants."""
        filled = self.cleaned_data
        lines = (line.strip() for line in filled["items"].splitlines())
        return Wording(
            title=filled["title"],
            items=tuple(line for line in lines if line),
            rhythm=filled["rhythm"],
            from_on=filled["from_on"],
            until_on=filled["until_on"],
            grids=tuple(filled["grids"]),
        )
