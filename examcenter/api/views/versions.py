"""Versions of questions: uploaded as YAML, proved, approved, published, and read."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.jobs import start_job
from examcenter.api.models import Job
from examcenter.api.parsers import StrictJSONParser, YamlTextParser
from examcenter.api.proving import KIND
from examcenter.api.serializers import questions as shapes
from examcenter.api.serializers.inputs import NothingInput
from examcenter.api.serializers.jobs import JobOutput
from examcenter.api.serializers.questions import VersionOutput
from examcenter.api.views.base import BODY_PROBLEMS, ApiView, describe, describe_list
from examcenter.api.views.questions import require_seat, require_teacher, show_draft
from examcenter.authoring.access import Level, Seat
from examcenter.authoring.desk import get_desk
from examcenter.authoring.services.proofs import newest_number, plan_proof
from examcenter.authoring.services.releases import approve_text, publish_text
from examcenter.authoring.services.uploads import upload_text
from questions.models import QuestionVersion
from questions.selectors import get_published, get_version


class Versions(ApiView):
    """The published states of a question."""

    parser_classes = [StrictJSONParser, YamlTextParser]

    @describe_list(
        "list_versions", "List the versions of a question", VersionOutput, scope="questions:read"
    )
    def get(self, request: Request, slug: str) -> Response:
        """Return the versions of a question; an attempt refers to the one it was drawn from."""
        question = get_published(slug).question
        rows = QuestionVersion.objects.filter(question=question)
        return self.page(
            rows.defer("document", "source_text", "certified", "certificate"), VersionOutput
        )

    @describe(
        "upload_version",
        "Upload a question (authors)",
        request={"application/json": shapes.UploadInput, "application/yaml": OpenApiTypes.STR},
        responses={200: VersionOutput, 202: JobOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="questions:write",
        examples=[shapes.UPLOAD_EXAMPLE, shapes.UPLOAD_YAML_EXAMPLE],
    )
    def post(self, request: Request, slug: str) -> Response:
        """Keep a document as the newest text of a question and have it proved by a job (202).

        What is wrong with it is said line by line, and then nothing is kept. With `publish` the job
        publishes the text as soon as its certificate is good; else publish the revision that the
        job's result names. A document that says what the published version says changes nothing
        (200).
        """
        seat = require_seat(self.person())
        values = self.read(shapes.UploadInput)
        if values["publish"]:
            seat.require(Level.PUBLISHER)
        now = timezone.now()
        uploaded = upload_text(
            slug=slug,
            text=values["document"],
            seat=seat,
            now=now,
            based_on=values.get("based_on"),
        )
        if uploaded.version is not None:
            return Response(VersionOutput(uploaded.version).data)
        return self.accepted(_prove(slug, seat, is_published=values["publish"]))


def _prove(slug: str, seat: Seat, *, is_published: bool) -> Job:
    now = timezone.now()
    with transaction.atomic():
        run, _ = plan_proof(slug=slug, user=seat.user, now=now)
        # The proof may be an older one, of the same document; what is published is the newest text.
        revision = newest_number(slug)
        wanted = {"slug": slug, "proof": str(run.pk), "publish": is_published, "revision": revision}
        return start_job(kind=KIND, user=seat.user, arguments=wanted, now=now)


class VersionDetail(ApiView):
    """One published state."""

    @describe(
        "read_version",
        "Read a version with its document (teachers)",
        responses={200: shapes.VersionDetailOutput},
        problems=(403, 404),
        scope="questions:read",
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        """Return a version with the YAML that it was published from."""
        require_teacher(self.person())
        return Response(shapes.VersionDetailOutput(get_version(slug, number)).data)


class VersionCertificate(ApiView):
    """The proof about a version."""

    @describe(
        "read_version_certificate",
        "Read the certificate of a version (teachers)",
        responses={200: OpenApiTypes.OBJECT},
        problems=(403, 404),
        scope="questions:read",
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        """Return what was proved before the version was published."""
        require_teacher(self.person())
        return Response(get_version(slug, number).certificate)


class Certificate(ApiView):
    """The proof about a question."""

    @describe(
        "read_certificate",
        "Read the certificate of a question (teachers)",
        responses={200: OpenApiTypes.OBJECT},
        problems=(403, 404),
        scope="questions:read",
    )
    def get(self, request: Request, slug: str) -> Response:
        """Return the certificate of the newest published version."""
        require_teacher(self.person())
        return Response(get_published(slug).certificate)


class Proofs(ApiView):
    """The making of certificates."""

    @describe(
        "order_proof",
        "Have the newest text proved (authors)",
        request=NothingInput,
        responses={202: JobOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="questions:write",
    )
    def post(self, request: Request, slug: str) -> Response:
        """Have the certificate of the newest text made by a job; a good one is not made again."""
        seat = require_seat(self.person())
        self.read(NothingInput)
        return self.accepted(_prove(slug, seat, is_published=False))


class Approval(ApiView):
    """A second person's word for a text."""

    @describe(
        "approve_question",
        "Approve the newest text (reviewers)",
        request=shapes.RevisionInput,
        responses={200: shapes.DraftOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="questions:write",
        examples=[shapes.REVISION_EXAMPLE],
    )
    def post(self, request: Request, slug: str) -> Response:
        """Approve a text that somebody else saved, where the service asks for that."""
        seat = require_seat(self.person())
        revision = self.read(shapes.RevisionInput)["revision"]
        approve_text(slug=slug, revision=revision, seat=seat, now=timezone.now())
        return Response(shapes.DraftOutput(show_draft(get_desk(slug, seat))).data)


class Publication(ApiView):
    """The publishing of a text."""

    @describe(
        "publish_question",
        "Publish the newest text (publishers)",
        request=shapes.RevisionInput,
        responses={201: VersionOutput},
        problems=(*BODY_PROBLEMS, 403, 404, 409),
        scope="questions:write",
        examples=[shapes.REVISION_EXAMPLE],
    )
    def post(self, request: Request, slug: str) -> Response:
        """Publish a text whose certificate is good as the next version; live attempts keep theirs.

        It is refused with `not_certified`, `not_reviewed`, `nothing_new` or `text_outdated`.
        """
        seat = require_seat(self.person())
        revision = self.read(shapes.RevisionInput)["revision"]
        version = publish_text(slug=slug, revision=revision, seat=seat)
        return Response(
            VersionOutput(version).data,
            status=201,
            headers={"Location": reverse("api:version", args=[slug, version.number])},
        )
