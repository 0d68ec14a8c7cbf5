"""What is not there, or not there for who asks: both look the same."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.exams.errors.base import ExamError, NotPermitted


class NotFound(ExamError):
    """Something that is not there, or not there for this person: both look the same."""

    status = 404
    action: str | Promise = gettext_lazy("Go to the front page and choose from what is there.")


class CourseNotFound(NotFound):
    """No such course for this person."""

    code = "course_not_found"
    title = gettext_lazy("Course not found")

    def __init__(self) -> None:
        super().__init__(_("There is no such course among yours."))


class ExamNotFound(NotFound):
    """No such exam for this person."""

    code = "exam_not_found"
    title = gettext_lazy("Exam not found")

    def __init__(self) -> None:
        super().__init__(_("There is no such exam in your courses."))


class AttemptNotFound(NotFound):
    """No such attempt for this person."""

    code = "attempt_not_found"
    title = gettext_lazy("Attempt not found")

    def __init__(self) -> None:
        super().__init__(_("There is no such attempt among yours."))


class NotInCourse(NotFound):
    """Somebody's own open attempt in a course that they were removed from: it waits for them."""

    code = "not_in_course"
    title = gettext_lazy("You are no longer in this course")
    action = gettext_lazy(
        "Ask a teacher of the course. If they put you back, you go on where you stopped; if not, "
        "what was saved counts when the time is over."
    )
    template = "exams/left.html"

    def __init__(self) -> None:
        super().__init__(_("Your work is kept: everything that was saved is still there."))

    def page_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what was typed and not saved, so that nobody has to type it again."""
        prefix = "answer-"
        typed = [
            (name.removeprefix(prefix), text)
            for name, texts in request.POST.lists()
            if name.startswith(prefix) or name == "note"
            for text in texts
            if text.strip()
        ]
        return {"typed": typed}


class MarkedAnonymously(NotPermitted):
    """An attempt whose marks may not be read beside a name before the results are released."""

    code = "marked_anonymously"
    title = gettext_lazy("Marked anonymously")
    action = gettext_lazy("Open the gradebook of the exam.")

    def __init__(self) -> None:
        super().__init__(
            _(
                "This exam is marked anonymously: until the results are released, marks and "
                "answers are read by number, in the gradebook."
            )
        )


class ResponseNotFound(NotFound):
    """No question with this number in the attempt."""

    code = "response_not_found"
    title = gettext_lazy("Question not found")

    def __init__(self, number: int, n_questions: int | None = None) -> None:
        words = (
            _("This attempt has no question %(number)s, expected 1 to %(n)s.")
            if n_questions
            else _("This attempt has no question %(number)s.")
        )
        super().__init__(words % {"number": number, "n": n_questions})


class SubmissionNotFound(NotFound):
    """No such submission for this person."""

    code = "submission_not_found"
    title = gettext_lazy("Submission not found")

    def __init__(self) -> None:
        super().__init__(_("There is no such submission among yours."))
