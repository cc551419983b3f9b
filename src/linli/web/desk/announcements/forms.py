"""What a desk fills in to announce something."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.announcements.models import Announcement
from linli.announcements.rules import LONGEST_TEXT, LONGEST_TITLE, Wording

ROWS = 8


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


class AnnouncementForm(forms.Form):
    """An announcement; its ground is that of the desk."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("标题"), max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=_("内容"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": ROWS}),
        help_text=_("不写居民的姓名、电话和住址：辖区里的工作人员都看得到。"),
    )
    from_on = _day(_("从哪天起"))
    until_on = _day(_("到哪天止"), required=False, help_text=_("含当天；不填就一直有效，直到撤下。"))

    @staticmethod
    def initial_of(row: Announcement) -> dict[str, Any]:
        """The announcement as the form shows it."""
        return {name: getattr(row, name) for name in ("title", "text", "from_on", "until_on")}

    def wording(self) -> Wording:
        """What the action wants."""
        return Wording(**{name: self.cleaned_data[name] for name in ("title", "text", "from_on", "until_on")})
