"""Variants of questions, for teachers: looked at, opened, and marked without an attempt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers import variants as shapes
from examcenter.api.serializers.variants import VariantOutput
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe, describe_list
from examcenter.api.views.questions import require_teacher
from questions.models import QuestionVersion
from questions.selectors import get_version
from questions.services import IssuedVariant, get_variant, issue_variant_of
from questions.teaching import PartMark, find_index, mark_parts, open_variant


def show_variant(variant: IssuedVariant, *, with_answers: bool) -> dict[str, Any]:
    """Return a variant, closed as students get it or opened."""
    opened = None
    if with_answers:
        opened = open_variant(version_id=variant.version_id, index=variant.index)
    return {**vars(variant), "opened": opened}


class Variants(ApiView):
    """Variants of a question as students would get them."""

    @describe_list(
        "list_variants",
        "Draw variants of a question (teachers)",
        VariantOutput,
        problems=(400, 403, 404),
        is_paged=False,
        scope="questions:read",
        query=shapes.VariantsQuery,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Return some variants; the same seed gives the same ones, `params` a single one."""
        require_teacher(self.person())
        wanted = self.query(shapes.VariantsQuery)
        version = get_version(slug, wanted.get("version"))
        if "params" in wanted:
            index = find_index(version_id=version.pk, params=wanted["params"])
            drawn = [get_variant(version_id=version.pk, index=index)]
        else:
            drawn = _draw(version, wanted["seed"], wanted["limit"])
        rows = [show_variant(one, with_answers=wanted["with_answers"]) for one in drawn]
        return self.whole_page(rows, VariantOutput)


def _draw(version: QuestionVersion, seed: str, n_wanted: int) -> list[IssuedVariant]:
    drawn: list[IssuedVariant] = []
    for n in range(min(n_wanted, version.n_variants)):
        avoid = {variant.index for variant in drawn}
        drawn.append(issue_variant_of(version_id=version.pk, seed=f"{seed}:{n}", avoid=avoid))
    return drawn


class VariantDetail(ApiView):
    """One variant."""

    @describe(
        "read_variant",
        "Read one variant (teachers)",
        responses={200: VariantOutput},
        problems=(403, 404),
        scope="questions:read",
        query=shapes.VariantQuery,
    )
    def get(self, request: Request, slug: str, index: int) -> Response:
        """Return a variant by its index among the certified ones, from 0."""
        require_teacher(self.person())
        wanted = self.query(shapes.VariantQuery)
        version = get_version(slug, wanted.get("version"))
        variant = get_variant(version_id=version.pk, index=index)
        shown = show_variant(variant, with_answers=wanted["with_answers"])
        return Response(VariantOutput(shown).data)


class VariantMark(ApiView):
    """The marking of answers without an attempt."""

    @describe(
        "mark_variant",
        "Mark answers without an attempt (teachers)",
        request=shapes.MarkInput,
        responses={200: shapes.VariantMarkOutput},
        problems=(*BODY_PROBLEMS, 403, 404),
        scope="questions:read",
        query=shapes.VersionQuery,
        examples=[shapes.MARK_EXAMPLE],
    )
    def post(self, request: Request, slug: str, index: int) -> Response:
        """Return how answers to a variant are marked, as `manage.py mark` does; stores nothing."""
        require_teacher(self.person())
        version = get_version(slug, self.query(shapes.VersionQuery).get("version"))
        answers = self.read(shapes.MarkInput)["answers"]
        variant = get_variant(version_id=version.pk, index=index)
        parts = [part.name for part in variant.parts]
        unknown = {
            name: [f"Found no such part, expected one of {', '.join(parts)}."]
            for name in answers
            if name not in parts
        }
        if unknown:
            raise ValidationError({"answers": unknown})
        marks = mark_parts(version_id=version.pk, index=index, answers=answers)
        return Response(
            shapes.VariantMarkOutput(
                {
                    "slug": slug,
                    "version": version.number,
                    "index": index,
                    "score": _score(marks),
                    "parts": marks,
                }
            ).data
        )


def _score(marks: Sequence[PartMark]) -> float | None:
    """Return the score of all marked parts together; None while one has none."""
    points = sum(mark.points for mark in marks)
    if not points or any(mark.score is None for mark in marks):
        return None
    return sum(mark.points * (mark.score or 0.0) for mark in marks) / points
