"""What can go wrong around exams, in words for the person whom it happens to."""

from examcenter.exams.errors.answering import (
    AnswerRefused,
    DraftOutdated,
    NotACodePart,
    NoTriesLeft,
    StillGrading,
    VariantNotRenewable,
)
from examcenter.exams.errors.base import (
    DatabaseBusy,
    ExamError,
    NotPermitted,
)
from examcenter.exams.errors.missing import (
    AttemptNotFound,
    CourseNotFound,
    ExamNotFound,
    MarkedAnonymously,
    NotFound,
    NotInCourse,
    ResponseNotFound,
    SubmissionNotFound,
)
from examcenter.exams.errors.sitting import (
    AnswerTooLate,
    AttemptClosed,
    AttemptNotFinished,
    AttemptPaused,
    ExamNotOpen,
    NoAttemptsLeft,
    NothingToDraw,
    closing_error,
)

__all__ = [
    "AnswerRefused",
    "AnswerTooLate",
    "AttemptClosed",
    "AttemptNotFinished",
    "AttemptNotFound",
    "AttemptPaused",
    "CourseNotFound",
    "DatabaseBusy",
    "DraftOutdated",
    "ExamError",
    "ExamNotFound",
    "ExamNotOpen",
    "MarkedAnonymously",
    "NoAttemptsLeft",
    "NoTriesLeft",
    "NotACodePart",
    "NotFound",
    "NotInCourse",
    "NotPermitted",
    "NothingToDraw",
    "ResponseNotFound",
    "StillGrading",
    "SubmissionNotFound",
    "VariantNotRenewable",
    "closing_error",
]
