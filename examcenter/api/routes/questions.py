"""Questions, their versions and variants."""

from django.urls import path

from examcenter.api.views import questions

routes = [
    path("questions", questions.Questions.as_view(), name="questions"),
    path("questions/<slug:slug>", questions.QuestionDetail.as_view(), name="question"),
    path("questions/<slug:slug>/versions", questions.Versions.as_view(), name="versions"),
    path("questions/<slug:slug>/certificate", questions.Certificate.as_view(), name="certificate"),
    path("questions/<slug:slug>/variants", questions.Variants.as_view(), name="variants"),
]
