"""What an administrator says of a key."""

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.accounts.programs.actions import KeyForm
from linli.accounts.programs.models import MOST_PER_DAY, MOST_PER_MINUTE
from linli.areas.models import Area
from linli.deadlines.rules import SHANGHAI

_SEPARATORS = re.compile(r"[\s、,，;；]+")
_RIGHTS = [
    ("may_report", _("上报：替居民提交反映")),
    ("may_read", _("查询：看公开的办理情况")),
    ("may_update", _("回报：从这里取走的件，告诉我们办得怎样")),
]


class NewKeyForm(forms.Form):
    """A key for one program."""

    name = forms.CharField(label=_("给谁用"), max_length=60, help_text=_("哪个单位的什么系统，如「市 12345 平台」。"))
    rights = forms.MultipleChoiceField(
        label=_("能做什么"), choices=_RIGHTS, widget=forms.CheckboxSelectMultiple, initial=["may_report", "may_read"]
    )
    after_review = forms.BooleanField(
        label=_("先受理、后公开"),
        required=False,
        help_text=_("谁都能用的程序，报来的内容在受理之前不公开，对方先拿到回执号。"),
    )
    areas = forms.MultipleChoiceField(
        label=_("限于这些街镇"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选就是全部。"),
    )
    matters = forms.CharField(
        label=_("限于这些事项"),
        max_length=600,
        required=False,
        help_text=_("事项代码，如 0301、0304，几个之间用顿号隔开。不填就是全部公开的事项。"),
    )
    per_minute = forms.IntegerField(label=_("每分钟最多几次"), min_value=1, max_value=MOST_PER_MINUTE, initial=60)
    per_day = forms.IntegerField(label=_("每天最多几次"), min_value=1, max_value=MOST_PER_DAY, initial=5000)
    last_on = forms.DateField(
        label=_("最后一天"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("不填就一直有效，直到有人停用它。"),
    )

    def __init__(self, *args: Any, towns: Iterable[Area], public: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.public = frozenset(public)
        self.fields["areas"].choices = [(town.code, town.name) for town in towns]  # type: ignore[attr-defined]  # a choice field

    def clean_matters(self) -> tuple[str, ...]:
        """Codes of matters that are open to the public."""
        codes = tuple(dict.fromkeys(filter(None, _SEPARATORS.split(self.cleaned_data["matters"]))))
        if unknown := [code for code in codes if code not in self.public]:
            raise forms.ValidationError(gettext("没有这样的公开事项：%(codes)s") % {"codes": "、".join(unknown)})
        return codes

    def values(self) -> KeyForm:
        """What the action wants; the key ends with the midnight after its last day."""
        filled = self.cleaned_data
        last_on = filled["last_on"]
        midnight = datetime.combine(last_on + timedelta(days=1), time(), SHANGHAI) if last_on else None
        return KeyForm(
            name=filled["name"],
            may_read="may_read" in filled["rights"],
            may_report="may_report" in filled["rights"],
            may_update="may_update" in filled["rights"],
            after_review=filled["after_review"],
            areas=tuple(filled["areas"]),
            matters=filled["matters"],
            per_minute=filled["per_minute"],
            per_day=filled["per_day"],
            ends_at=midnight,
        )

    def add_error(self, field: str | None, error: Any) -> None:
        """The action speaks of the moment after; the form of the last day."""
        super().add_error({"ends_at": "last_on", "may_read": "rights"}.get(field or "", field), error)
