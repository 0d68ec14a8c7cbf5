"""Attempts, responses and submitted code."""

from django.urls import path

from examcenter.api.views import attempts, marks, receipts, responses, sittings, submissions

routes = [
    # Patterns are tried in turn, and this is what an exam asks for most often.
    path(
        "attempts/<uuid:attempt_id>/responses/<int:number>",
        responses.ResponseDetail.as_view(),
        name="response",
    ),
    path("attempts", sittings.Attempts.as_view(), name="attempts"),
    path("attempts/<uuid:attempt_id>", attempts.AttemptDetail.as_view(), name="attempt"),
    path("attempts/<uuid:attempt_id>/finish", attempts.AttemptFinish.as_view(), name="finish"),
    path("attempts/<uuid:attempt_id>/reopen", attempts.AttemptReopening.as_view(), name="reopen"),
    path("attempts/<uuid:attempt_id>/bonus", marks.Bonus.as_view(), name="bonus"),
    path("attempts/<uuid:attempt_id>/receipt", receipts.AttemptReceipt.as_view(), name="receipt"),
    path(
        "attempts/<uuid:attempt_id>/submissions",
        submissions.AttemptSubmissions.as_view(),
        name="attempt_submissions",
    ),
    path(
        "attempts/<uuid:attempt_id>/responses",
        attempts.AttemptResponses.as_view(),
        name="responses",
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
        "attempts/<uuid:attempt_id>/responses/<int:number>/adjustment",
        marks.Adjustment.as_view(),
        name="adjustment",
    ),
    path(
        "attempts/<uuid:attempt_id>/responses/<int:number>/comment",
        marks.Comment.as_view(),
        name="comment",
    ),
    path(
        "submissions/<uuid:submission_id>",
        submissions.SubmissionDetail.as_view(),
        name="submission",
    ),
]
