"""What is filled in of a body and of somebody on its roster."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Posting
from linli.work.disputes.actions import BodyWording, MediatorWording
from linli.work.disputes.models import Body
from linli.work.disputes.rules.bodies import KINDS, LONGEST_NAME, LONGEST_NOTE, LONGEST_SEAT


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


class BodyForm(forms.Form):
    """A body; its unit stands in the address of the page."""

    kind = forms.ChoiceField(label=_("类别"), choices=[(kind, _(title)) for kind, title in KINDS])
    seat = forms.CharField(label=_("调解场所"), max_length=LONGEST_SEAT, required=False)
    has_woman = forms.BooleanField(
        label=_("委员中有妇女"), required=False, help_text=_("人民调解法第八条；只记有没有，不记是谁。")
    )
    note = forms.CharField(
        label=_("组成说明"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("如：多民族居住的地方，委员里有人数较少民族的成员（第八条）；不写到个人。"),
    )

    @staticmethod
    def initial_of(body: Body) -> dict[str, Any]:
        """The body as the form shows it."""
        return {name: getattr(body, name) for name in ("kind", "seat", "has_woman", "note")}

    def wording(self, unit_id: int) -> BodyWording:
        """What the action wants."""
        return BodyWording(unit_id=unit_id, **self.cleaned_data)


class MediatorForm(forms.Form):
    """Somebody who comes onto the roster."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("姓名"), max_length=LONGEST_NAME)
    is_member = forms.BooleanField(label=_("是委员"), required=False, help_text=_("聘任的调解员不是委员，不勾。"))
    from_on = _day(_("从哪天起"))

    def __init__(self, *args: Any, postings: Sequence[Posting] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = [(one.pk, f"{one.user.full_name} · {one.title or one.role.title}") for one in postings]
        self.fields["posting"] = forms.TypedChoiceField(
            label=_("在系统里的岗位"),
            coerce=int,
            empty_value=None,
            required=False,
            choices=[("", _("不在系统里")), *chosen],
            help_text=_("选了岗位的，才能在办件里被确定为调解员。"),
        )

    def wording(self) -> MediatorWording:
        """What the action wants."""
        said = self.cleaned_data
        return MediatorWording(said["name"], said["from_on"], said["posting"], said["is_member"])


class EndForm(forms.Form):
    """From which day on somebody is not on the roster any more."""

    on = _day(_("从哪天起不再担任"))
