"""What every operation shares: who asks and what for, its query and body, pages, and tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from rest_framework.exceptions import APIException
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from examcenter.accounts.models import User
from examcenter.api import conditions, filters, idempotency, throttling
from examcenter.api.fields import PARAMETER as FIELDS
from examcenter.api.fields import Selection, read_selection, select
from examcenter.api.forms import form_of, show
from examcenter.api.jobs import FILE_LASTS, sign_file
from examcenter.api.models import Job
from examcenter.api.negotiation import Negotiation
from examcenter.api.operations import (
    BODY_PROBLEMS,
    ENTRY_PROBLEMS,
    Operation,
    describe,
    describe_list,
)
from examcenter.api.pagination import paginate
from examcenter.api.parsers import StrictJSONParser
from examcenter.api.serializers.jobs import JobOutput
from examcenter.exams.access import get_attempt_for, get_readable_attempt_for
from examcenter.exams.building.gate import require_entry
from examcenter.exams.models import Attempt
from examcenter.integrations.scopes import allows

__all__ = ["BODY_PROBLEMS", "ENTRY_PROBLEMS", "ApiView", "describe", "describe_list", "show"]


class ScopeMissing(APIException):
    """The token is good, and not good for this."""

    status_code = 403
    default_code = "scope_missing"

    def __init__(self, scope: str) -> None:
        needed = f"needs the scope {scope}" if scope else "is not for tokens with scopes"
        super().__init__(f"This {needed}.")


def show_job(request: Request, job: Job, now: datetime) -> Any:
    """Return what the interface says of a job."""
    file = getattr(job, "file", None)
    shown: dict[str, Any] = {
        name: getattr(job, name)
        for name in ("id", "kind", "state", "progress", "created_at", "finished_at", "result")
    }
    shown["problem"], shown["file"] = job.problem, None
    if file is not None and job.state == Job.State.SUCCEEDED:
        address = reverse("api:job_file", args=[job.pk])
        shown["file"] = {
            "name": file.name,
            "url": request.build_absolute_uri(f"{address}?signature={sign_file(job)}"),
            "expires_at": now + FILE_LASTS,
        }
    return JobOutput(shown).data


class ApiView(APIView):
    """Base of every operation that needs a person."""

    parser_classes = [StrictJSONParser]
    permission_classes = [IsAuthenticated]
    content_negotiation_class = Negotiation
    # The media type of the file that it answers with, where that is not JSON.
    file_type = ""
    # What DRF would tell of a view is in the document.
    metadata_class = None
    # The longest body that is read; a list of people is longer than an answer.
    max_body_bytes: int | None = None
    # Whose requests are counted together (examcenter.api.throttling).
    bucket = "general"
    _selection: Selection | None = None
    _allowance: throttling.Allowance | None = None

    @property
    def operation(self) -> Operation | None:
        """What `describe` declared of the operation that is asked for."""
        handler = getattr(self, (self.request.method or "").lower(), None)
        found: Operation | None = getattr(handler, "operation", None)
        return found

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse who may not ask, and what cannot be asked, before anything is done."""
        super().initial(request, *args, **kwargs)
        operation = self.operation
        if operation is None:
            return
        filters.refuse_unknown(request.query_params, operation.parameters)
        wanted = request.query_params.get(FIELDS)
        if wanted is not None and operation.output is not None:
            self._selection = read_selection(wanted, operation.output)

    def check_permissions(self, request: Request) -> None:
        """Refuse who is not signed in, and a token without the scope.

        Raises
        ------
        ScopeMissing
        """
        super().check_permissions(request)
        scopes = getattr(request.auth, "scopes", None)
        operation = self.operation
        if scopes is not None and operation and not allows(scopes, operation.scope):
            raise ScopeMissing(operation.scope)

    def check_throttles(self, request: Request) -> None:
        """Count the request, and refuse one too many. Raises TooManyRequests."""
        self._allowance = throttling.take(self.bucket, request)

    def perform(self, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """Run an operation as its kind is run."""
        operation = self.operation
        if operation is not None and operation.is_repeatable and self._has_key():
            return idempotency.answer(self.request, self.person(), lambda: self._answer_of(work))
        if operation is not None and operation.needs_match:
            with conditions.one_at_a_time(self.request.path):
                return work()
        return work()

    def _has_key(self) -> bool:
        return self.request.method == "POST" and idempotency.HEADER in self.request.headers

    def _answer_of(self, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """Return what some work is answered; a refusal is an answer, too."""
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - what is no refusal is raised again
            refusal: HttpResponseBase = self.handle_exception(error)
            return refusal

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        """Tag what is answered, leave out what was not asked for, or say that nothing is new."""
        if isinstance(response, Response) and response.status_code == 200:
            response = self._conditional(request, response)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        for name, value in (self._allowance.headers if self._allowance else {}).items():
            response.headers.setdefault(name, value)
        return super().finalize_response(request, response, *args, **kwargs)

    def _conditional(self, request: Request, response: Response) -> Response:
        is_read = request.method in ("GET", "HEAD")
        if not (is_read or self._answers_what_get_does()):
            return response
        tag = conditions.etag_of(response.data)
        if is_read and conditions.is_known(request, tag):
            response = Response(status=304)
        elif self._selection:
            response.data = self._select(response.data, self._selection)
        response["ETag"] = tag
        return response

    def _answers_what_get_does(self) -> bool:
        """Tell whether a change answers with the new state in the form of GET."""
        read = getattr(getattr(self, "get", None), "operation", None)
        operation = self.operation
        return (
            self.request.method in ("PUT", "PATCH")
            and operation is not None
            and read is not None
            and operation.output is not None
            and operation.output is read.output
        )

    def _select(self, data: Any, selection: Selection) -> Any:
        if self.operation is not None and self.operation.is_list:
            return {**data, "results": select(data["results"], selection)}
        return select(data, selection)

    def person(self) -> User:
        """Return who asks."""
        user = self.request.user
        if not isinstance(user, User):
            raise ImproperlyConfigured("an operation without IsAuthenticated asks who asks")
        return user

    def own_attempt(self, attempt_id: UUID) -> Attempt:
        """Return one's own attempt to work in; the door of its exam is asked.

        Raises
        ------
        AttemptNotFound, EntryRefused
        """
        attempt = get_attempt_for(self.person(), attempt_id)
        require_entry(self.request, attempt)
        return attempt

    def readable_attempt(self, attempt_id: UUID) -> Attempt:
        """Return an attempt to look at; the door is asked of who sits it, not of who teaches.

        Raises
        ------
        AttemptNotFound, EntryRefused
        """
        attempt = get_readable_attempt_for(self.person(), attempt_id)
        if attempt.user_id == self.person().pk:
            require_entry(self.request, attempt)
        return attempt

    def read(self, serializer_class: type[Serializer[Any]]) -> dict[str, Any]:
        """Return the validated body; an empty one is an empty object.

        Raises
        ------
        rest_framework.exceptions.ValidationError
        """
        values: dict[str, Any] = form_of(serializer_class).run_validation(self.request.data)
        return values

    def query(self, serializer_class: type[Serializer[Any]]) -> dict[str, Any]:
        """Return the validated query; `describe` was given the same class.

        Raises
        ------
        rest_framework.exceptions.ValidationError
        """
        return filters.read_query(self.request.query_params, serializer_class)

    def require_match(self, current: Any) -> None:
        """Refuse a change that does not start from the present state.

        ``current`` is what GET would answer now; `describe` was told ``match=True``.

        Raises
        ------
        PreconditionRequired, ChangedMeanwhile
        """
        conditions.require_match(self.request, current)

    def page(
        self,
        rows: QuerySet[Any, Any],
        output: type[Serializer[Any]],
        show: Callable[[list[Any]], Iterable[Any]] = list,
        *,
        order: Sequence[str] = ("pk",),
    ) -> Response:
        """Return one page of rows; ``show`` makes what is written of the rows of the page.

        ``order`` names columns that are never null; the primary key is added where it is missing.
        A list with ``updated_since`` has ``("updated_at",)``.
        """
        operation = self.operation
        most = operation.max_limit if operation else 0
        page = paginate(rows, self.request, order=order, max_limit=most)
        data = output(list(show(page.rows)), many=True).data
        body = {"next": page.next, "previous": page.previous, "results": data}
        return Response(body, headers=page.headers)

    def accepted(self, job: Job) -> Response:
        """Return the answer to a request for long work: where it can be looked at."""
        headers = {"Location": reverse("api:job", args=[job.pk]), "Retry-After": "1"}
        shown = show_job(self.request, job, timezone.now())
        return Response(shown, status=202, headers=headers)

    def whole_page(self, rows: Iterable[Any], output: type[Serializer[Any]]) -> Response:
        """Return rows of which there are too few to turn pages, in the form of a page."""
        data = output(list(rows), many=True).data
        return Response({"next": None, "previous": None, "results": data})
