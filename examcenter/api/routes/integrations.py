"""Tokens of people and of programs, the programs, and the long work that they ask for."""

from django.urls import path

from examcenter.api.views import exports, integrations, jobs, oauth, programs, tokens

routes = [
    path("oauth/token", oauth.OauthToken.as_view(), name="oauth_token"),
    path("tokens", tokens.Tokens.as_view(), name="tokens"),
    path("tokens/current", tokens.CurrentToken.as_view(), name="current_token"),
    path("tokens/<uuid:token_id>", tokens.Token.as_view(), name="token"),
    path("integrations", integrations.Integrations.as_view(), name="integrations"),
    path(
        "integrations/<uuid:integration_id>",
        integrations.Integration.as_view(),
        name="integration",
    ),
    path(
        "integrations/<uuid:integration_id>/tokens",
        integrations.IntegrationTokens.as_view(),
        name="integration_tokens",
    ),
    path(
        "courses/<uuid:course_id>/programs",
        programs.CoursePrograms.as_view(),
        name="course_programs",
    ),
    path(
        "courses/<uuid:course_id>/programs/<uuid:integration_id>",
        programs.CourseProgram.as_view(),
        name="course_program",
    ),
    path("exams/<uuid:exam_id>/exports", exports.Exports.as_view(), name="exports"),
    path("jobs/<uuid:job_id>", jobs.Job.as_view(), name="job"),
    path("jobs/<uuid:job_id>/file", jobs.JobFile.as_view(), name="job_file"),
]
