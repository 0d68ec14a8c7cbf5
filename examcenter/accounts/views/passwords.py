"""Passwords by a link: the first one of an account, or a new one when the old is forgotten."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from examcenter.accounts import services
from examcenter.accounts.forms import AddressForm, NewPasswordForm
from examcenter.accounts.links import read_invitation, read_reset
from examcenter.accounts.models import User
from examcenter.clients import address_to_count

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Take an address and say the same whether or not somebody has it."""
    form = AddressForm(request.POST or None)
    is_sent = False
    if request.method == "POST" and form.is_valid() and settings.HAS_MAIL:
        services.ask_for_reset(
            address=form.cleaned_data["email"],
            ip=address_to_count(request),
            now=timezone.now(),
        )
        is_sent = True
    context = {
        "form": form,
        "is_sent": is_sent,
        "has_mail": settings.HAS_MAIL,
        "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
    }
    return render(request, "accounts/forgotten.html", context, status=400 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Set a new password by a link; signing in, with the second factor, comes after."""
    user = read_reset(uid, token)
    form = NewPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.set_password(user, form.cleaned_data["new_password1"])
        messages.success(request, _("Your new password is set. Sign in with it."))
        return redirect("accounts:sign_in")
    return _show(request, user, form)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Set the first password of an account that was made for somebody, and come in."""
    user = read_invitation(token)
    form = NewPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.set_password(user, form.cleaned_data["new_password1"])
        login(request, user, backend=_BACKEND)
        messages.success(request, _("Your password is set, and you are signed in."))
        return redirect("courses:home")
    return _show(request, user, form)


def _show(request: HttpRequest, user: User, form: NewPasswordForm) -> HttpResponse:
    context = {"form": form, "person": user, "rules": password_validators_help_texts()}
    # The address is the secret. The service's policy keeps it from other sites as the page before;
    # a stricter one would take the form's own origin away, and with it the proof whose form it is.
    status = 400 if form.errors else 200
    return render(request, "accounts/new_password.html", context, status=status)
