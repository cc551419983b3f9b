"""The questions of a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.rules.forms import LONGEST_DESCRIPTION
from linli.cases.rules.phones import normalised

LONGEST_ADDRESS = 200
LONGEST_NAME = 30


class WhereForm(forms.Form):
    """Where it is: words, a point, a place of the address book, or an area."""

    address = forms.CharField(max_length=LONGEST_ADDRESS, required=False)
    lon = forms.FloatField(min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(min_value=-90, max_value=90, required=False)
    accuracy_m = forms.FloatField(min_value=0, required=False)
    place = forms.CharField(max_length=18, required=False)
    ground = forms.CharField(max_length=18, required=False)


class HappenedForm(forms.Form):
    """What happened, in words; photos and voice are taken beside it."""

    description = forms.CharField(
        label=_("说说是什么情况"),
        max_length=LONGEST_DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("例如：井盖没了，晚上看不见，很危险。请不要写别人的姓名、身份证号。"),
    )


class ContactForm(forms.Form):
    """How to reach the person, if they want."""

    name = forms.CharField(
        label=_("怎么称呼您"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("例如：王阿姨"),
    )
    phone = forms.CharField(
        label=_("电话"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("手机或座机都可以"),
    )

    def clean_phone(self) -> str:
        """A number that can be dialled, or nothing."""
        phone: str = self.cleaned_data["phone"].strip()
        if phone and not normalised(phone):
            raise forms.ValidationError(_("电话号码不对，请检查一下。不想留可以空着。"))
        return phone
