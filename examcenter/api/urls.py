"""The addresses of the REST interface."""

from django.urls import path

from examcenter.api.views import (
    attempts,
    courses,
    exams,
    questions,
    responses,
    schema,
    submissions,
    tokens,
)

app_name = "api"
urlpatterns = [
    path("tokens", tokens.Tokens.as_view(), name="tokens"),
    path("tokens/current", tokens.CurrentToken.as_view(), name="current_token"),
    path("courses", courses.Courses.as_view(), name="courses"),
    path("courses/<uuid:course_id>", courses.Course.as_view(), name="course"),
    path("courses/<uuid:course_id>/enrollments", courses.Enrollments.as_view(), name="enrollments"),
    path("questions", questions.Questions.as_view(), name="questions"),
    path("questions/<slug:slug>", questions.QuestionDetail.as_view(), name="question"),
    path("questions/<slug:slug>/versions", questions.Versions.as_view(), name="versions"),
    path("questions/<slug:slug>/certificate", questions.Certificate.as_view(), name="certificate"),
    path("questions/<slug:slug>/variants", questions.Variants.as_view(), name="variants"),
    path("exams", exams.Exams.as_view(), name="exams"),
    path("exams/<uuid:exam_id>", exams.ExamDetail.as_view(), name="exam"),
    path("exams/<uuid:exam_id>/attempts", exams.ExamAttempts.as_view(), name="exam_attempts"),
    path("exams/<uuid:exam_id>/grades", exams.Grades.as_view(), name="grades"),
    path("attempts/<uuid:attempt_id>", attempts.AttemptDetail.as_view(), name="attempt"),
    path("attempts/<uuid:attempt_id>/finish", attempts.AttemptFinish.as_view(), name="finish"),
    path(
        "attempts/<uuid:attempt_id>/responses",
        attempts.AttemptResponses.as_view(),
        name="responses",
    ),
    path(
        "attempts/<uuid:attempt_id>/responses/<int:number>",
        responses.ResponseDetail.as_view(),
        name="response",
    ),
    path(
        "attempts/<uuid:attempt_id>/responses/<int:number>/check",
        responses.ResponseCheck.as_view(),
        name="check",
    ),
    path(
        "attempts/<uuid:attempt_id>/responses/<int:number>/variants",
        responses.ResponseVariants.as_view(),
        name="response_variants",
    ),
    path(
        "attempts/<uuid:attempt_id>/responses/<int:number>/submissions",
        submissions.ResponseSubmissions.as_view(),
        name="response_submissions",
    ),
    path(
        "submissions/<uuid:submission_id>",
        submissions.SubmissionDetail.as_view(),
        name="submission",
    ),
    path("schema/", schema.Schema.as_view(), name="schema"),
    path("docs/", schema.Docs.as_view(), name="docs"),
]
