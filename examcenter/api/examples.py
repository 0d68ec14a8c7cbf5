"""One example of a request for every operation, as it stands in the OpenAPI document.

The ids are those of a small made-up world: a course, an exam in it, a student's attempt. A test
builds that world under these very ids and sends every example, so none of them can grow stale.
"""

from __future__ import annotations

from typing import Any

# Of the example world, by the name of the parameter that takes them.
COURSE = "c0000000-0000-4000-8000-000000000001"
EXAM = "e0000000-0000-4000-8000-000000000001"
DRAFT = "e0000000-0000-4000-8000-000000000002"
ATTEMPT = "a0000000-0000-4000-8000-000000000001"
FINISHED = "a0000000-0000-4000-8000-000000000002"
STUDENT = "50000000-0000-4000-8000-000000000001"
WEBHOOK = "b0000000-0000-4000-8000-000000000001"
SLUG = "conv-output-size"
PARAMETERS: dict[str, Any] = {
    "course_id": COURSE,
    "exam_id": EXAM,
    "attempt_id": ATTEMPT,
    "number": 1,
    "submission_id": "d0000000-0000-4000-8000-000000000001",
    "slug": SLUG,
    "event_id": "f0000000-0000-4000-8000-000000000001",
    "webhook_id": WEBHOOK,
    "delivery_id": "b0000000-0000-4000-8000-000000000002",
    "integration_id": "90000000-0000-4000-8000-000000000001",
    "token_id": "90000000-0000-4000-8000-000000000002",
    "job_id": "10000000-0000-4000-8000-000000000001",
    "accommodation_id": "ac000000-0000-4000-8000-000000000001",
    "group_id": "60000000-0000-4000-8000-000000000001",
    "ref": "external:sis:4711",
    "student": "external:sis:4711",
}
# Where an operation is about another one of its kind.
OF_OPERATION: dict[str, dict[str, Any]] = {
    "create_submission": {"number": 2},
    "list_submissions": {"number": 2},
    "publish_exam": {"exam_id": DRAFT},
    "replace_definition": {"exam_id": DRAFT},
    "unpublish_exam": {"exam_id": DRAFT},
    "delete_exam": {"exam_id": DRAFT},
    "adjust_response": {"attempt_id": FINISHED},
    "comment_response": {"attempt_id": FINISHED},
    "set_bonus": {"attempt_id": FINISHED},
    "reopen_attempt": {"attempt_id": FINISHED},
}
_URL = "https://lms.example.org/hooks/exam-center"
_CODE = "def conv2d(image, kernel, stride=1, padding=0):\n    return image\n"
# By operation: what it is an example of, and the body.
BODIES: dict[str, tuple[str, Any]] = {
    "create_token": (
        "A person signs in",
        {"username": "tess", "password": "slide-multiply-sum"},
    ),
    "create_integration": (
        "A program that reads the grades of a course",
        {"name": "Campus", "course": COURSE, "scopes": ["roster:read", "grades:read"]},
    ),
    "create_integration_token": (
        "A token for thirty days",
        {"scopes": ["grades:read"], "days": 30},
    ),
    "save_response": ("What is typed so far", {"answers": {"answer": "7"}, "sequence": 3}),
    "check_response": ("An answer to mark", {"answers": {"answer": "7"}}),
    "create_submission": ("Code for the only part that takes some", {"source": _CODE}),
    "create_webhook": (
        "Told of grades",
        {"url": _URL, "course": COURSE, "events": ["grade.changed", "attempt.graded"]},
    ),
    "replace_webhook": ("Told of everything, at another address", {"url": f"{_URL}/all"}),
    "rotate_webhook_secret": ("An hour to take the new one over", {"overlap_s": 3600}),
}


def body_of(operation_id: str) -> tuple[str, Any] | None:
    """Return what an example of a body shows, and the body; None where there is none."""
    return BODIES.get(operation_id)


def parameter_of(operation_id: str, name: str) -> Any:
    """Return the example of a parameter in an address; None where there is none."""
    return OF_OPERATION.get(operation_id, {}).get(name, PARAMETERS.get(name))
