"""Changing a day, and the hours of work."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """Whether a day is worked in the county."""

    is_working = forms.TypedChoiceField(
        label=_("这一天"),
        choices=[("1", _("上班")), ("0", _("休息"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("说明"), max_length=60, required=False, help_text=_("如「州庆放假」「调休上班」。"))


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class OfficeForm(forms.Form):
    """The hours of work from a day on: a morning and an afternoon."""

    from_on = forms.DateField(label=_("从哪天起"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    morning_from = _time(_("上午上班"))
    morning_to = _time(_("上午下班"))
    afternoon_from = _time(_("下午上班"))
    afternoon_to = _time(_("下午下班"))

    def periods(self) -> list[tuple[time, time]]:
        """What the action wants."""
        filled = self.cleaned_data
        return [
            (filled["morning_from"], filled["morning_to"]),
            (filled["afternoon_from"], filled["afternoon_to"]),
        ]
