"""The page on which somebody else's second factor is turned off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from examcenter.accounts import factor_resets
from examcenter.accounts.errors import (
    NothingToReset,
    TooManyCodes,
    TooManyFactorResets,
    WrongCode,
    WrongProof,
)
from examcenter.accounts.forms import FactorResetForm
from examcenter.accounts.gate import PageRequest, signed_in


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def reset(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Say what will happen, ask for reason and proof, and do it."""
    actor, person = request.user, factor_resets.get_person_for(request.user, person_id)
    form = FactorResetForm(request.POST or None, asks_code=actor.second_factor_at is not None)
    problem = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            factor_resets.prove(
                request, actor, password=values["password"], code=values.get("code", "")
            )
            factor_resets.reset_factor(
                actor=actor, person=person, reason=values["reason"], now=timezone.now()
            )
        except (WrongProof, WrongCode, TooManyCodes, NothingToReset, TooManyFactorResets) as error:
            problem = error
        else:
            done = _("The second factor of %(name)s is off, and their sessions have ended.")
            messages.success(request, done % {"name": person.display_name})
            return redirect("courses:home")
    context = {"form": form, "person": person, "problem": problem}
    status = problem.status if problem else 400 if form.errors else 200
    return render(request, "accounts/reset_factor.html", context, status=status)
