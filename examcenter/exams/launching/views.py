"""The page to which another program leads a student."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from examcenter.exams.launching.services import find_launch, use_launch
from examcenter.exams.launching.sessions import open_session


@never_cache
@require_http_methods(["GET", "POST"])
def launch(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask once, then open the exam.

    Asking keeps programs that follow links ahead of people from using the address up, and tells who
    is about to go on under which name.
    """
    now = timezone.now()
    if request.method == "POST":
        used = use_launch(secret, now)
        open_session(request, used)
        return redirect("exams:exam", used.exam_id)
    found = find_launch(secret, now)
    is_other = request.user.is_authenticated and request.user.pk != found.user_id
    context = {"launch": found, "other": request.user if is_other else None}
    return render(request, "exams/launch.html", context)
