"""What happens around a student while an exam is taken: the clock, a teacher, another device."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page

from tests.e2e.browsing import Student

# Of the exam that these tests sit, "Timed rehearsal".
LIMIT_S = 1200


def hear(page: Page) -> None:
    """Let the page give a sign of life now, and wait for the answer."""
    with page.expect_response("**/presence/"):
        page.evaluate("dispatchEvent(new Event('online'))")


def move_deadline(student: Student, seconds: float) -> None:
    """Let the attempt end so many seconds from now; it began a time limit before that."""
    _change(student, "started_at = ?", _moment(seconds - LIMIT_S))
    _change(student, "deadline_at = ?", _moment(seconds))


def pause(student: Student) -> None:
    """Pause the attempt."""
    _change(student, "paused_at = ?", _moment(0))


def resume(student: Student) -> None:
    """Let the attempt go on."""
    _change(student, "paused_at = ?", None)


def send_message(student: Student, text: str) -> None:
    """Say something to the student's page."""
    student.site.rows(
        "INSERT INTO exams_message (attempt_id, text, created_at) VALUES (?, ?, ?)",
        _key(student),
        text,
        _moment(0),
    )


def allow_calculator(student: Student, title: str) -> None:
    """Let an exam have the calculator."""
    student.site.rows("UPDATE exams_exam SET has_calculator = 1 WHERE title = ?", title)


def events(student: Student) -> list[str]:
    """Return what was noticed in the attempt, by kind."""
    return [
        kind
        for (kind,) in student.site.rows(
            "SELECT kind FROM exams_roomevent WHERE attempt_id = ? ORDER BY id", _key(student)
        )
    ]


def _change(student: Student, what: str, value: str | None) -> None:
    student.site.rows(f"UPDATE exams_attempt SET {what} WHERE id = ?", value, _key(student))


def _key(student: Student) -> str:
    return student.attempt.replace("-", "")


def _moment(seconds: float) -> str:
    return f"{datetime.now(UTC) + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S.%f}"
