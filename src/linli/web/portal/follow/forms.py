"""The form of an action a resident may take, made from the fields the process names."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.queries import Offer
from linli.cases.rules.process import Field
from linli.web.parts.words import told

SCORES = (
    ("5", gettext_lazy("很满意")),
    ("4", gettext_lazy("满意")),
    ("3", gettext_lazy("一般")),
    ("2", gettext_lazy("不满意")),
    ("1", gettext_lazy("很不满意")),
)
_LABELS = {
    ("remark", "note"): gettext_lazy("想补充什么"),
    ("withdraw", "reason"): gettext_lazy("为什么不用办了"),
    ("reopen", "reason"): gettext_lazy("哪里还没解决"),
    ("rate", "score"): gettext_lazy("这件事办得怎么样"),
    ("rate", "comment"): gettext_lazy("想说的话"),
}
#: Taken beside the form, see ``uploads``.
FILES = "photos"


class ActionForm(forms.Form):
    """One action; what is allowed in each field is judged by the engine, whose messages are put beside the fields."""

    def __init__(self, offer: Offer, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.offer = offer
        for field, required in offer.fields:
            if field.type != FILES:
                self.fields[field.name] = _field(offer, field, required=required)

    @property
    def photos(self) -> str:
        """The name of the field that takes photos; empty when there is none."""
        return next((field.name for field, _required in self.offer.fields if field.type == FILES), "")

    def answers(self) -> dict[str, object]:
        """What was filled in, as the engine reads it."""
        return {name: self.data.get(name, "") for name in self.fields}

    def complain(self, errors: dict[str, str]) -> None:
        """Put the engine's messages beside the fields they are about."""
        for name, text in errors.items():
            self.add_error(name if name in self.fields else None, told(text))


def _field(offer: Offer, field: Field, *, required: bool) -> forms.Field:
    label = str(_LABELS.get((offer.name, field.name), _(field.title)))
    if field.type == "score":
        return forms.ChoiceField(
            label=label, choices=SCORES, widget=forms.RadioSelect, required=required, error_messages=_SAY
        )
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, max_length=field.max_length, widget=widget, required=required, error_messages=_SAY
    )


_SAY = {"required": gettext_lazy("这里还没有填。"), "invalid_choice": gettext_lazy("请选一项。")}
