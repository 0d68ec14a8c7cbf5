"""Questions, their versions and variants."""

from django.urls import path

from examcenter.api.views import questions, variants, versions

_ONE = "questions/<slug:slug>"

routes = [
    path("questions", questions.Questions.as_view(), name="questions"),
    path(_ONE, questions.QuestionDetail.as_view(), name="question"),
    path(f"{_ONE}/draft", questions.QuestionDraft.as_view(), name="question_draft"),
    path(f"{_ONE}/archive", questions.QuestionArchive.as_view(), name="question_archive"),
    path(f"{_ONE}/versions", versions.Versions.as_view(), name="versions"),
    path(f"{_ONE}/versions/<int:number>", versions.VersionDetail.as_view(), name="version"),
    path(
        f"{_ONE}/versions/<int:number>/certificate",
        versions.VersionCertificate.as_view(),
        name="version_certificate",
    ),
    path(f"{_ONE}/certificate", versions.Certificate.as_view(), name="certificate"),
    path(f"{_ONE}/proofs", versions.Proofs.as_view(), name="proofs"),
    path(f"{_ONE}/approval", versions.Approval.as_view(), name="approval"),
    path(f"{_ONE}/publication", versions.Publication.as_view(), name="publication"),
    path(f"{_ONE}/variants", variants.Variants.as_view(), name="variants"),
    path(f"{_ONE}/variants/<int:index>", variants.VariantDetail.as_view(), name="variant"),
    path(f"{_ONE}/variants/<int:index>/mark", variants.VariantMark.as_view(), name="mark_variant"),
]
