"""What the journal can be narrowed to."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.web.desk.journal.words import SUBJECTS

_LONGEST = 80


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class FilterForm(forms.Form):
    """By whom, on what, doing what, when; everything may be left out."""

    who = forms.CharField(label=_("谁"), max_length=_LONGEST, required=False, help_text=_("姓名或登录名"))
    subject = forms.ChoiceField(label=_("对象"), required=False)
    subject_id = forms.CharField(label=_("对象编号"), max_length=60, required=False)
    verb = forms.ChoiceField(label=_("做了什么"), required=False)
    since = _day(_("从"))
    until = _day(_("到"))

    def __init__(self, *args: Any, verbs: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subjects = [(name, words) for name, words in SUBJECTS.items() if name not in {"users", "edition"}]
        self.fields["subject"].choices = [("", _("不限")), *subjects]  # type: ignore[attr-defined]  # a choice field
        self.fields["verb"].choices = [("", _("不限")), *verbs.items()]  # type: ignore[attr-defined]  # the same

    def clean(self) -> dict[str, Any]:
        """The period runs forwards."""
        filled = super().clean() or {}
        if filled.get("since") and filled.get("until") and filled["until"] < filled["since"]:
            self.add_error("until", _("不能早于开始的日期"))
        return filled

    def condition(self) -> Q:
        """The filter on entries."""
        filled = self.cleaned_data
        asked = Q()
        if filled["who"]:
            asked &= Q(user__full_name__icontains=filled["who"]) | Q(user__username__icontains=filled["who"])
        for name in ("subject", "subject_id", "verb"):
            if filled[name]:
                asked &= Q(**{name: filled[name].strip()})
        if filled["since"]:
            asked &= Q(at__gte=_midnight(filled["since"]))
        if filled["until"]:
            asked &= Q(at__lt=_midnight(filled["until"] + timedelta(days=1)))
        return asked


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), timezone.get_default_timezone()).astimezone(UTC)
