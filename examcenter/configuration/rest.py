"""Settings: the REST interface and the document that describes it."""

REST_FRAMEWORK: dict[str, object] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "examcenter.api.authentication.TokenSignIn",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "examcenter.api.errors.exception_handler",
}
SPECTACULAR_SETTINGS: dict[str, object] = {
    "TITLE": "Exam Center",
    "DESCRIPTION": (
        "Question bank, exams and code grading for courses on convolutional networks. Whatever a "
        "teacher or a learning platform can do in the pages can be done here; docs/api.md leads "
        "through the usual flows. Times are UTC, scores are fractions from 0 to 1, lists come in "
        "pages, and every error is a problem document (RFC 9457) with a stable code."
    ),
    "OAS_VERSION": "3.1.1",
    "SERVERS": [{"url": "/", "description": "This service."}],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "examcenter.api.document.complete",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "FeedbackStateEnum": "examcenter.exams.records.PartState",
        "ResponseStateEnum": "examcenter.api.serializers.attempts.RESPONSE_STATES",
        "SubmissionStateEnum": "examcenter.api.serializers.submissions.SUBMISSION_STATES",
        "ReviewItemEnum": "examcenter.exams.review.ITEMS",
        "ExamFeedbackEnum": "examcenter.exams.models.Exam.Feedback",
        "WebhookStateEnum": "examcenter.api.serializers.webhooks.WEBHOOK_STATES",
        "DeliveryStateEnum": "examcenter.api.serializers.webhooks.DELIVERY_STATES",
        "EventKindEnum": "examcenter.api.serializers.webhooks.EVENT_KINDS",
        "DeliveredKindEnum": "examcenter.api.serializers.webhooks.DELIVERED_KINDS",
        "RoleEnum": "examcenter.courses.models.Enrollment.Role",
        "GivenRoleEnum": "examcenter.api.serializers.enrollments.ROLE_CHOICES",
    },
}
