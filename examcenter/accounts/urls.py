"""Addresses of signing in and of one's own account."""

from django.urls import path

from examcenter.accounts.views import account, factor_resets, factors, passwords, signing
from examcenter.languages import choose

app_name = "accounts"
urlpatterns = [
    path("", account.account, name="account"),
    path("language/", choose, name="language"),
    path("sign-in/", signing.SignIn.as_view(), name="sign_in"),
    path("sign-out/", signing.SignOut.as_view(), name="sign_out"),
    path("sessions/end/", account.end_sessions, name="end_sessions"),
    path("password/", account.change_password, name="change_password"),
    path("password/forgotten/", passwords.forgotten, name="forgotten"),
    path("password/<slug:uid>/<slug:token>/", passwords.new_password, name="new_password"),
    path("invitation/<str:token>/", passwords.invitation, name="invitation"),
    path("second-factor/", factors.ask, name="second_factor"),
    path("second-factor/set-up/", factors.set_up, name="set_up_second_factor"),
    path("second-factor/codes/", factors.new_recovery_codes, name="new_recovery_codes"),
    path("people/<uuid:person_id>/second-factor/", factor_resets.reset, name="reset_second_factor"),
    path("second-factor/remove/", factors.remove, name="remove_second_factor"),
]
