"""Addresses of sign-in, under /accounts/: those of allauth that we offer, named as allauth looks them up."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path

from linli.web.desk.sign_in import views
from linli.web.desk.sign_in.views import journalled, not_offered, with_422

urlpatterns = [
    path("login/", with_422(account.login), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("welcome/", views.after_sign_in, name="account_after_sign_in"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", with_422(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", with_422(account.password_change), name="account_change_password"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", with_422(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", with_422(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", journalled(with_422(totp.activate_totp), "user.totp_on"), name="mfa_activate_totp"),
    path(
        "2fa/totp/deactivate/", journalled(with_422(totp.deactivate_totp), "user.totp_off"), name="mfa_deactivate_totp"
    ),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        journalled(with_422(recovery_codes.generate_recovery_codes), "user.recovery_codes"),
        name="mfa_generate_recovery_codes",
    ),
    path("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    # Not offered, yet allauth's pages look their addresses up.
    path("signup/", not_offered, name="account_signup"),
    path("email/", not_offered, name="account_email"),
    path("password/set/", not_offered, name="account_set_password"),
    path("password/reset/", not_offered, name="account_reset_password"),
]
