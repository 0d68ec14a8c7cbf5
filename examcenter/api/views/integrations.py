"""Programs: make one, see it, give it further tokens, send it away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts.models import User
from examcenter.api.serializers.inputs import (
    IntegrationChangeInput,
    IntegrationInput,
    ProgramTokenInput,
)
from examcenter.api.serializers.integrations import (
    IntegrationOutput,
    NewIntegrationOutput,
    TokenOutput,
    TokenRowOutput,
)
from examcenter.api.views.base import ApiView, describe, describe_list
from examcenter.api.views.tokens import show_token
from examcenter.courses.models import Course
from examcenter.exams.access import get_enrollment_for, require_teaching
from examcenter.exams.errors import NotPermitted
from examcenter.integrations.errors import NotForPrograms, ScopeNotYours
from examcenter.integrations.models import AccessToken
from examcenter.integrations.scopes import allows
from examcenter.integrations.selectors import (
    find_integration_of,
    get_integration_for,
    list_integrations_for,
    list_tokens_of,
)
from examcenter.integrations.services import (
    allow_courses,
    create_integration,
    issue_token,
    revoke_integration,
)


def require_own(request: Request, scopes: Iterable[str]) -> None:
    """Refuse to give away what the token that asks does not have. Raises ScopeNotYours."""
    if isinstance(request.auth, AccessToken):
        for scope in scopes:
            if not allows(request.auth.scopes, scope):
                raise ScopeNotYours(scope)


def require_person(user: User) -> None:
    """Refuse a program, which makes and sends away no programs. Raises NotForPrograms."""
    if find_integration_of(user) is not None:
        raise NotForPrograms


class Integrations(ApiView):
    """The programs of one's courses."""

    @describe_list(
        "list_integrations",
        "List the programs that one looks after",
        IntegrationOutput,
        scope="tokens:write",
    )
    def get(self, request: Request) -> Response:
        """Return the programs of the courses that one teaches; a program sees itself."""
        return self.page(list_integrations_for(self.person()), IntegrationOutput)

    @describe(
        "create_integration",
        "Make a program with its first token (teachers)",
        request=IntegrationInput,
        responses={201: NewIntegrationOutput},
        problems=(404, 409),
        repeatable=False,
        scope="tokens:write",
    )
    def post(self, request: Request) -> Response:
        """Make a program in a course; the text of its token is shown only now."""
        values = self.read(IntegrationInput)
        require_person(self.person())
        require_own(request, values["scopes"])
        integration, text = create_integration(
            name=values["name"],
            course=self._course(values["course"]),
            scopes=values["scopes"],
            now=timezone.now(),
            actor=self.person(),
            days=values["days"],
            may_create_courses=values["may_create_courses"],
        )
        integration.token = text  # type: ignore[attr-defined]
        return Response(
            NewIntegrationOutput(integration).data,
            status=201,
            headers={
                "Cache-Control": "no-store",
                "Location": reverse("api:integration", args=[integration.pk]),
            },
        )

    def _course(self, course_id: UUID | None) -> Course | None:
        if course_id is not None:
            return require_teaching(get_enrollment_for(self.person(), course_id)).course
        if not self.person().is_staff:
            raise NotPermitted("Only staff may make a program for the whole site.")
        return None


class Integration(ApiView):
    """One program."""

    @describe(
        "read_integration",
        "Read a program",
        responses={200: IntegrationOutput},
        problems=(404,),
        scope="tokens:write",
    )
    def get(self, request: Request, integration_id: UUID) -> Response:
        """Return a program that one looks after."""
        return Response(IntegrationOutput(get_integration_for(self.person(), integration_id)).data)

    @describe(
        "change_integration",
        "Let a program of the whole site make courses, or no more (staff)",
        request=IntegrationChangeInput,
        responses={200: IntegrationOutput},
        problems=(403, 404, 409),
        scope="tokens:write",
        match=True,
    )
    def patch(self, request: Request, integration_id: UUID) -> Response:
        """Change what it may do beside its scopes; the courses that it has made stay."""
        integration = get_integration_for(self.person(), integration_id)
        require_person(self.person())
        if not self.person().is_staff:
            raise NotPermitted("Only staff decide who may make courses.")
        self.require_match(IntegrationOutput(integration).data)
        values = self.read(IntegrationChangeInput)
        allow_courses(integration=integration, is_allowed=values["may_create_courses"])
        return Response(IntegrationOutput(integration).data)

    @describe(
        "revoke_integration",
        "Send a program away (teachers)",
        responses={204: None},
        problems=(404,),
        scope="tokens:write",
    )
    def delete(self, request: Request, integration_id: UUID) -> Response:
        """Revoke a program and all its tokens; it leaves its courses. Again is nothing."""
        integration = get_integration_for(self.person(), integration_id)
        require_person(self.person())
        revoke_integration(integration=integration, now=timezone.now(), actor=self.person())
        return Response(status=204)


class IntegrationTokens(ApiView):
    """The tokens of a program."""

    @describe_list(
        "list_integration_tokens",
        "List the tokens of a program",
        TokenRowOutput,
        scope="tokens:write",
    )
    def get(self, request: Request, integration_id: UUID) -> Response:
        """Return the tokens of a program, the newest first; never their texts."""
        integration = get_integration_for(self.person(), integration_id)
        return self.page(list_tokens_of(integration.user), TokenRowOutput, order=("-created_at",))

    @describe(
        "create_integration_token",
        "Make a further token of a program",
        request=ProgramTokenInput,
        responses={201: TokenOutput},
        problems=(404, 409),
        repeatable=False,
        scope="tokens:write",
    )
    def post(self, request: Request, integration_id: UUID) -> Response:
        """Make a token, such as to replace one that expires; its text is shown only now."""
        values = self.read(ProgramTokenInput)
        integration = get_integration_for(self.person(), integration_id)
        require_own(request, values["scopes"])
        token, text = issue_token(
            integration=integration,
            scopes=values["scopes"],
            now=timezone.now(),
            actor=self.person(),
            name=values["name"],
            lasts=timedelta(days=values["days"]),
        )
        return show_token(token, text)
