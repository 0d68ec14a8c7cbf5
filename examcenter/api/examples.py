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
QUIZ = "e0000000-0000-4000-8000-000000000003"
ATTEMPT = "a0000000-0000-4000-8000-000000000001"
FINISHED = "a0000000-0000-4000-8000-000000000002"
STUDENT = "50000000-0000-4000-8000-000000000001"
GUEST = "90000000-0000-4000-8000-000000000003"
WEBHOOK = "b0000000-0000-4000-8000-000000000001"
SLUG = "conv-output-size"
DRAFT_SLUG = "pool-twice"
PARAMETERS: dict[str, Any] = {
    "course_id": COURSE,
    "exam_id": EXAM,
    "attempt_id": ATTEMPT,
    "number": 1,
    "submission_id": "d0000000-0000-4000-8000-000000000001",
    "slug": SLUG,
    "index": 17,
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
    **dict.fromkeys(("create_submission", "list_submissions"), {"number": 2}),
    **dict.fromkeys(
        ("publish_exam", "replace_definition", "unpublish_exam", "delete_exam"), {"exam_id": DRAFT}
    ),
    **dict.fromkeys(
        ("adjust_mark", "comment_response", "set_bonus", "reopen_attempt", "undo_adjustment"),
        {"attempt_id": FINISHED},
    ),
    **dict.fromkeys(
        ("read_course_program", "admit_program", "dismiss_program", "change_integration"),
        {"integration_id": GUEST},
    ),
    "delete_group": {"group_id": "60000000-0000-4000-8000-000000000002"},
    **dict.fromkeys(
        ("approve_question", "publish_question", "order_proof"),
        {"slug": DRAFT_SLUG},
    ),
    # Its example is the text of this question.
    "upload_version": {"slug": "one-more"},
}
_URL = "https://lms.example.org/hooks/exam-center"
_CODE = "def conv2d(image, kernel, stride=1, padding=0):\n    return image\n"
_MARY = {"external_id": "sis:4711"}
_DEFINITION = {
    "format": 1,
    "rules": {"title": "Midterm", "kind": "exam", "time_limit_s": 3600, "feedback": "after"},
    "sections": [
        {
            "title": "Sizes and code",
            "slots": [
                {"source": "question", "question": SLUG, "points": 2},
                {"source": "question", "question": "conv2d", "points": 6},
            ],
        }
    ],
}
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
    "change_integration": ("It may make courses", {"may_create_courses": True}),
    "create_export": ("Every answer, for a spreadsheet", {"what": "responses", "format": "xlsx"}),
    "save_response": ("What is typed so far", {"answers": {"answer": "7"}, "sequence": 3}),
    "check_response": ("An answer to mark", {"answers": {"answer": "7"}}),
    "create_submission": ("Code for the only part that takes some", {"source": _CODE}),
    "create_webhook": (
        "Told of grades",
        {"url": _URL, "course": COURSE, "events": ["grade.changed", "attempt.graded"]},
    ),
    "replace_webhook": ("Told of everything, at another address", {"url": f"{_URL}/all"}),
    "create_exam": (
        "A draft from a whole definition",
        {"course": COURSE, "external_id": "sis:CNN-2026A:midterm", "definition": _DEFINITION},
    ),
    "replace_definition": ("The whole exam, as it should be", _DEFINITION),
    "change_rules": ("Another time limit", {"time_limit_s": 5400}),
    "copy_exam": ("A copy in the same course", {"title": "Midterm, second date"}),
    "close_exam": ("The end for everybody", {"reason": "The fire alarm rang."}),
    "start_attempt": ("For a student, by the LMS's own id", {"student": _MARY}),
    "create_launch": ("An address that opens the exam for a student", {"student": _MARY}),
    "grant_accommodation": (
        "A quarter more time",
        {"student": _MARY, "extra_time_factor": 0.25, "reason": "as agreed"},
    ),
    "grant_course_accommodation": (
        "A quarter more time in every exam of the course",
        {"student": _MARY, "extra_time_factor": 0.25, "reason": "as agreed"},
    ),
    "replace_accommodation": ("Ten minutes more", {"extra_time_s": 600, "reason": "as agreed"}),
    "announce": ("Told to everybody in the room", {"text": "Ten minutes left."}),
    "order_attempts": (
        "Ten minutes more for everybody",
        {"action": "extend", "is_for_all": True, "minutes": 10, "reason": "a late start"},
    ),
    "give_time_back": (
        "Ten minutes without network",
        {
            "start": "2026-11-22T14:00:00Z",
            "end": "2026-11-22T14:10:00Z",
            "reason": "the network was away",
        },
    ),
    "adjust_mark": ("A point by hand", {"points": 1, "reason": "The derivation is right."}),
    "comment_response": ("A word to the student", {"comment": "Well argued."}),
    "set_bonus": ("A point for the attempt", {"points": 1, "reason": "for the erratum found"}),
    "reopen_attempt": ("Ten minutes more", {"minutes": 10, "reason": "the browser crashed"}),
    "create_regrade": (
        "Full marks for everybody",
        {"question": 1, "ruling": "full", "reason": "The figure was wrong."},
    ),
    "rotate_webhook_secret": ("An hour to take the new one over", {"overlap_s": 3600}),
}


def body_of(operation_id: str) -> tuple[str, Any] | None:
    """Return what an example of a body shows, and the body; None where there is none."""
    return BODIES.get(operation_id)


def parameter_of(operation_id: str, name: str) -> Any:
    """Return the example of a parameter in an address; None where there is none."""
    return OF_OPERATION.get(operation_id, {}).get(name, PARAMETERS.get(name))
