"""The sheet of a questionnaire: of which group, how one stands, what worries one. It asks for nothing else."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.web.parts.words import told
from linli.work.risks.actions import LONGEST_TEXT
from linli.work.risks.models import Answer
from linli.work.risks.queries import Sheet

STANCES = {
    "favour": gettext_lazy("赞成"),
    "conditional": gettext_lazy("有条件赞成，条件写在下面"),
    "against": gettext_lazy("反对"),
    "unsure": gettext_lazy("说不准"),
}


class SheetForm(forms.Form):
    """What is right is judged by the room, whose messages are put beside the fields."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, sheet: Sheet, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        groups = [(str(n), name) for n, name in sheet.groups]
        self.fields["group"] = forms.ChoiceField(
            label=_("您属于哪一类"), choices=groups, widget=forms.RadioSelect, error_messages=_SAY, required=False
        )
        self.fields["stance"] = forms.ChoiceField(
            label=_("您怎么看"),
            choices=[(name, STANCES[name]) for name, _title in Answer.STANCES],
            widget=forms.RadioSelect,
            error_messages=_SAY,
            required=False,
        )
        self.fields["text"] = forms.CharField(
            label=_("您担心什么，有什么建议"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_TEXT}),
            help_text=_("请不要写姓名、电话、住址。"),
        )

    def said(self) -> dict[str, str]:
        """What was filled in, as the room reads it."""
        return {name: str(self.data.get(name, "")) for name in ("group", "stance", "text")}

    def sent_key(self) -> UUID | None:
        """The sheet's own number; none where it did not come back as it was given out."""
        found = self.cleaned_data.get("key")
        return found if isinstance(found, UUID) else None

    def complain(self, errors: dict[str, str]) -> None:
        """Put the messages beside the fields they are about."""
        for name, text in errors.items():
            self.add_error(name if name in self.fields else None, told(text))


_SAY = {"invalid_choice": gettext_lazy("请选一项"), "required": gettext_lazy("请选一项")}
