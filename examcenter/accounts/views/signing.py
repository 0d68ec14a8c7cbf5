"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse

from examcenter.accounts.forms import SignInForm
from examcenter.languages import is_known, remember


class SignIn(LoginView):
    """The sign-in page."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign somebody in, and bring the language of the account to a browser without one."""
        response = super().form_valid(form)
        language = getattr(form.get_user(), "language", "")
        if is_known(language) and settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            remember(response, language)
        return response


class SignOut(LogoutView):
    """Ends the session; takes a form only, so that no link can sign somebody out."""

    http_method_names = ["post", "options"]
