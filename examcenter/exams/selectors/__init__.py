"""What people may read of courses and exams, ready to show."""

from examcenter.exams.access import (
    get_attempt_for,
    get_enrollment_for,
    get_exam_for,
    get_readable_attempt_for,
    get_submission_link_for,
)
from examcenter.exams.selectors.course_pages import course_page, exam_page, home_page
from examcenter.exams.selectors.grades import GradeRow, list_grades
from examcenter.exams.selectors.question_page import find_place, question_page
from examcenter.exams.selectors.reading import (
    AttemptReading,
    PartReading,
    ResponseReading,
    read_attempt,
    read_response,
)
from examcenter.exams.selectors.result_page import result_page
from examcenter.exams.selectors.submissions import submission_page

__all__ = [
    "AttemptReading",
    "GradeRow",
    "PartReading",
    "ResponseReading",
    "course_page",
    "exam_page",
    "find_place",
    "get_attempt_for",
    "get_enrollment_for",
    "get_exam_for",
    "get_readable_attempt_for",
    "get_submission_link_for",
    "home_page",
    "list_grades",
    "question_page",
    "read_attempt",
    "read_response",
    "result_page",
    "submission_page",
]
