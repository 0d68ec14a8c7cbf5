"""One's own account: who one is, password, sessions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from examcenter.accounts import factor_resets, second_factor, services
from examcenter.accounts.forms import ChangePasswordForm
from examcenter.accounts.gate import PageRequest, signed_in


@require_GET
@signed_in
def account(request: PageRequest) -> HttpResponse:
    """Show what the service knows of a person, and what they can do about it."""
    is_on = request.user.second_factor_at is not None
    context = {
        "person": request.user,
        "has_second_factor": is_on,
        "must_have_second_factor": second_factor.must_have(request.user),
        "reset": factor_resets.find_reset_to_tell(request.user),
        "n_recovery_codes": second_factor.count_recovery_codes(request.user) if is_on else 0,
    }
    return render(request, "accounts/account.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@signed_in
def change_password(request: PageRequest) -> HttpResponse:
    """Change one's password, and sign out everywhere else."""
    form = ChangePasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.set_password(request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(
            request, _("Your password is changed. Other devices have to sign in again.")
        )
        return redirect("accounts:account")
    context = {"form": form, "rules": password_validators_help_texts()}
    status = 400 if form.errors else 200
    return render(request, "accounts/change_password.html", context, status=status)


@require_POST
@signed_in
def end_sessions(request: PageRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    services.sign_out_everywhere(request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("You are signed out everywhere but here."))
    return redirect("accounts:account")
