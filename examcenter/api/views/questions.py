"""The bank: what there is, for everybody; certificates and variants, for teachers; never a key."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.accounts.models import User
from examcenter.api.serializers.inputs import StrictSerializer
from examcenter.api.serializers.questions import QuestionOutput, VariantOutput, VersionOutput
from examcenter.api.views.base import ApiView, describe, describe_list
from examcenter.exams.access import is_teaching_anywhere
from examcenter.exams.errors import NotPermitted
from questions.models import Question, QuestionVersion
from questions.selectors import get_published
from questions.services import IssuedVariant, issue_variant

MAX_VARIANTS = 20


class VariantsQuery(StrictSerializer):
    """Which variants a teacher wants to see."""

    limit = serializers.IntegerField(min_value=1, max_value=MAX_VARIANTS, default=1)
    seed = serializers.CharField(
        max_length=80, default="preview", help_text="The same seed gives the same variants."
    )


def require_teacher(user: User) -> None:
    """Let only people who teach look into the bank.

    Raises
    ------
    NotPermitted
    """
    if not is_teaching_anywhere(user):
        raise NotPermitted("Only teachers may look into the bank.")


def show_question(version: QuestionVersion) -> dict[str, Any]:
    """Return what everybody may know of a question."""
    question = version.question
    return {
        "slug": question.slug,
        "title": question.title,
        "topic": question.topic,
        "level": question.level,
        "version": version.number,
        "n_variants": version.n_variants,
    }


class Questions(ApiView):
    """The questions of the bank."""

    @describe_list("list_questions", "List the published questions", QuestionOutput)
    def get(self, request: Request) -> Response:
        """Return the questions that have a published version."""
        rows = Question.objects.filter(current__isnull=False).select_related("current")
        return self.page(
            rows,
            QuestionOutput,
            lambda questions: [show_question(question.current) for question in questions],
        )


class QuestionDetail(ApiView):
    """One question."""

    @describe("read_question", "Read a question", responses={200: QuestionOutput}, problems=(404,))
    def get(self, request: Request, slug: str) -> Response:
        """Return a question with its newest published version."""
        return Response(QuestionOutput(show_question(get_published(slug))).data)


class Versions(ApiView):
    """The published states of a question."""

    @describe_list("list_versions", "List the versions of a question", VersionOutput)
    def get(self, request: Request, slug: str) -> Response:
        """Return the versions of a question; an attempt refers to the one it was drawn from."""
        question = get_published(slug).question
        return self.page(QuestionVersion.objects.filter(question=question), VersionOutput)


class Certificate(ApiView):
    """The proof about a question."""

    @describe(
        "read_certificate",
        "Read the certificate of a question (teachers)",
        responses={200: OpenApiTypes.OBJECT},
        problems=(403, 404),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Return the certificate of the newest published version."""
        require_teacher(self.person())
        return Response(get_published(slug).certificate)


class Variants(ApiView):
    """Variants of a question as students would get them."""

    @describe_list(
        "list_variants",
        "Draw variants of a question (teachers)",
        VariantOutput,
        problems=(400, 403, 404),
        is_paged=False,
        query=VariantsQuery,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Return some variants without their keys; the same seed gives the same ones."""
        require_teacher(self.person())
        query = self.query(VariantsQuery)
        drawn: list[IssuedVariant] = []
        for n in range(query["limit"]):
            if drawn and len(drawn) == drawn[0].n_variants:
                break
            drawn.append(
                issue_variant(
                    slug=slug,
                    seed=f"{query['seed']}:{n}",
                    avoid={variant.index for variant in drawn},
                )
            )
        return self.whole_page(drawn, VariantOutput)
