"""Where allauth asks us: what it writes about our people goes through our actions and into the journal."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts import actions
from linli.accounts.audit import actions as audit
from linli.accounts.models import User
from linli.accounts.privacy import vault

_FIELD = "mfa.secret"


class StaffAdapter(DefaultAccountAdapter):
    """No sign-up, no e-mail; failures are counted by axes alone, so that one message tells until when."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("登录名或密码不对。"),
        "enter_current_password": _("现在的密码不对。"),
        "incorrect_password": _("密码不对。"),
        "too_many_login_attempts": _("输错次数太多，请 15 分钟后再试。"),
        "incorrect_code": _("验证码不对，请看认证应用里最新的 6 位数字。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - asked by allauth in this form
        """Never: administrators create accounts."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to axes."""

    def login(self, request: HttpRequest, user: User) -> None:
        """Start the session, with a new key, and say so in the journal."""
        with transaction.atomic():
            super().login(request, user)
            audit.record("user.sign_in", "user", user.pk, by=audit.Oneself(user.pk), at=timezone.now())

    def set_password(self, user: User, password: str) -> None:
        """Save the password somebody chose."""
        actions.set_own_password(user, password, by=audit.Oneself(user.pk), at=timezone.now())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - as above
        """Back to work."""
        return reverse("account_after_sign_in")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticators lie encrypted in their rows."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("验证码不对，请看认证应用里最新的 6 位数字。"),
    }

    def encrypt(self, text: str) -> str:
        """The text sealed, in base64."""
        return base64.b64encode(vault.seal(text, field=_FIELD)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What ``encrypt`` sealed."""
        return vault.unseal(base64.b64decode(encrypted_text), field=_FIELD)
