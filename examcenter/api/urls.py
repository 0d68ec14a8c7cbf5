"""The addresses of the REST interface."""

from django.urls import path

from examcenter.api.routes import attempts, exams, integrations, people, questions, webhooks
from examcenter.api.views import schema

app_name = "api"
urlpatterns = [
    *attempts.routes,
    *exams.routes,
    *integrations.routes,
    *people.routes,
    *questions.routes,
    *webhooks.routes,
    path("schema", schema.Schema.as_view(), name="schema"),
    path("docs", schema.Docs.as_view(), name="docs"),
]
