"""What is not there, or not there for who asks: both look the same."""

from __future__ import annotations

from examcenter.exams.errors.base import ExamError


class NotFound(ExamError):
    """Something that is not there, or not there for this person: both look the same."""

    status = 404
    action = "Go to the front page and choose from what is there."


class CourseNotFound(NotFound):
    """No such course for this person."""

    code = "course_not_found"
    title = "Course not found"

    def __init__(self) -> None:
        super().__init__("There is no such course among yours.")


class ExamNotFound(NotFound):
    """No such exam for this person."""

    code = "exam_not_found"
    title = "Exam not found"

    def __init__(self) -> None:
        super().__init__("There is no such exam in your courses.")


class AttemptNotFound(NotFound):
    """No such attempt for this person."""

    code = "attempt_not_found"
    title = "Attempt not found"

    def __init__(self) -> None:
        super().__init__("There is no such attempt among yours.")


class ResponseNotFound(NotFound):
    """No question with this number in the attempt."""

    code = "response_not_found"
    title = "Question not found"

    def __init__(self, number: int, n_questions: int | None = None) -> None:
        expected = f", expected 1 to {n_questions}" if n_questions else ""
        super().__init__(f"This attempt has no question {number}{expected}.")


class SubmissionNotFound(NotFound):
    """No such submission for this person."""

    code = "submission_not_found"
    title = "Submission not found"

    def __init__(self) -> None:
        super().__init__("There is no such submission among yours.")
