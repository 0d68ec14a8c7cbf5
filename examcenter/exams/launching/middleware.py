"""Holds a session that another program has opened to the one exam for which it was opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from examcenter.accounts.gate import wants_json
from examcenter.errors import is_api
from examcenter.exams.launching.sessions import is_of_launch, launched_exam
from examcenter.problems import Problem

# All that can be reached: what a student does with an exam and its attempts, and going away.
_OF_EXAM = {"exams:exam", "exams:start", "exams:entry"}
_OF_ATTEMPT = {
    "exams:resume",
    "exams:finish",
    "exams:result",
    "exams:question",
    "exams:save",
    "exams:check",
    "exams:renew",
    "exams:submit",
    "exams:submission",
    "exams:presence",
    "exams:flag",
    "exams:examples",
    "exams:example_run",
    "exams:receipt",
    "exams:receipt_json",
}
# For everybody, or without anything of a person.
_OPEN = {
    "accounts:sign_out",
    "exams:launch",
    "exams:lesson",
    "accounts:language",
    "healthz",
    "readyz",
}


class LaunchedSessions:
    """Middleware: whatever is not named here is closed to such a session, also what comes later."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; views come to `process_view`."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Lead a session that was opened for one exam back to that exam."""
        exam_id = launched_exam(request)
        if exam_id is None:
            return None
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in _OPEN or (name in _OF_EXAM and kwargs.get("exam_id") == exam_id):
            return None
        if name in _OF_ATTEMPT and is_of_launch(request, kwargs["attempt_id"]):
            return None
        if is_api(request):
            return _PROBLEM.to_response()
        if wants_json(request):
            words = {"code": _PROBLEM.code, "title": _("This session is for one exam")}
            return JsonResponse({**words, "detail": "", "action": "", "link": None}, status=403)
        return redirect(reverse("exams:exam", args=[exam_id]))


_PROBLEM = Problem(
    status=403,
    code="launched_session",
    title="This session is for one exam",
    detail="It was opened for an exam from another program. Sign in for everything else.",
)
