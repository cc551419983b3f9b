"""Forms of sign-in, in the words of this place."""

from typing import Any

from allauth.account import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class LoginForm(forms.LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = gettext_lazy("登录名")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs["autofocus"] = True


class ChangePasswordForm(forms.ChangePasswordForm):
    """The present password, and twice a new one that differs from it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = gettext_lazy("现在的密码")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = gettext_lazy("新密码")
        self.fields["password1"].help_text = gettext_lazy("至少 10 位，不要和登录名、姓名相近，也不要用常见密码。")
        self.fields["password2"].label = gettext_lazy("再输一次新密码")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_password1(self) -> str:
        """The new password; refuses the present one, which may have come from an administrator."""
        password = str(self.cleaned_data["password1"])
        if password == self.cleaned_data.get("oldpassword"):
            raise ValidationError(_("新密码不能和现在的密码相同。"))
        return password
