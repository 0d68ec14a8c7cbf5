"""The second factor: typing its code, setting it up, its recovery codes, turning it off."""

from __future__ import annotations

import django_otp
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from examcenter.accounts import second_factor
from examcenter.accounts.errors import TooManyCodes, WrongCode
from examcenter.accounts.forms import CodeForm
from examcenter.accounts.gate import PageRequest, signed_in
from examcenter.exams.errors import ExamError
from examcenter.returning import way_back


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def ask(request: PageRequest) -> HttpResponse:
    """Ask for the code, and let go on to where somebody was going."""
    if not second_factor.is_missing(request.user):
        return redirect(_next_of(request))
    if request.user.second_factor_at is None:
        return redirect("accounts:set_up_second_factor")
    form = CodeForm(request.POST or None)
    context = {"form": form, "next": _next_of(request)}
    if request.method == "POST" and form.is_valid():
        try:
            device = second_factor.verify(request.user, form.cleaned_data["code"])
        except (WrongCode, TooManyCodes) as error:
            return _refuse(request, "accounts/second_factor.html", context, error)
        # A session that was watched before must not be worth more now.
        request.session.cycle_key()
        django_otp.login(request, device)
        return redirect(_next_of(request))
    status = 400 if form.errors else 200
    return render(request, "accounts/second_factor.html", context, status=status)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def set_up(request: PageRequest) -> HttpResponse:
    """Show what the app scans; with its first code the second factor is on."""
    if request.user.second_factor_at is not None:
        return redirect("accounts:account")
    form = CodeForm(request.POST or None)
    context = {"form": form, "must": second_factor.must_have(request.user)}
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = second_factor.confirm_setup(
                request.user, form.cleaned_data["code"], now=timezone.now()
            )
        except (WrongCode, TooManyCodes) as error:
            context["setup"] = second_factor.begin_setup(request.user)
            return _refuse(request, "accounts/set_up_second_factor.html", context, error)
        request.session.cycle_key()
        django_otp.login(request, device)
        return render(request, "accounts/recovery_codes.html", {"codes": codes, "is_first": True})
    context["setup"] = second_factor.begin_setup(request.user)
    status = 400 if form.errors else 200
    return render(request, "accounts/set_up_second_factor.html", context, status=status)


@never_cache
@require_POST
@signed_in
def new_recovery_codes(request: PageRequest) -> HttpResponse:
    """Make new recovery codes and show them, once."""
    if request.user.second_factor_at is None:
        return redirect("accounts:set_up_second_factor")
    codes = second_factor.make_recovery_codes(request.user)
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "is_first": False})


@require_POST
@signed_in
def remove(request: PageRequest) -> HttpResponse:
    """Turn the second factor off by a code of it; who must have one sets up another."""
    if request.user.second_factor_at is None:
        return redirect("accounts:account")
    try:
        second_factor.verify(request.user, request.POST.get("code", "")[:40])
    except (WrongCode, TooManyCodes) as error:
        messages.error(request, f"{error.title}. {error} {error.action}")
        return redirect("accounts:account")
    second_factor.remove(request.user)
    messages.success(request, _("The second factor is off."))
    return redirect("accounts:account")


def _refuse(
    request: HttpRequest, template: str, context: dict[str, object], error: ExamError
) -> HttpResponse:
    response = render(request, template, {**context, "problem": error}, status=error.status)
    if isinstance(error, TooManyCodes):
        response["Retry-After"] = str(error.retry_after_s)
    return response


def _next_of(request: HttpRequest) -> str:
    """Return where somebody was going, if that is a page of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return way_back(request, target, default=reverse("courses:home"))
