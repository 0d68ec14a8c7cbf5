"""The errors of the judge."""

from uuid import UUID


class GraderError(Exception):
    """Base of every error that this box raises; ``code`` is stable, the text is for people."""

    code = "grader_error"


class SourceRefused(GraderError):
    """A source that is refused before it is stored or run."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code beside the sentence for the student."""
        super().__init__(message)
        self.code = code


class SubmissionNotFound(GraderError):
    """No submission has this id."""

    code = "submission_not_found"

    def __init__(self, submission_id: UUID) -> None:
        """Name the id that was asked for."""
        super().__init__(f"submission {submission_id}: not found")
        self.submission_id = submission_id


class ProblemNotFound(GraderError):
    """No problem has this slug."""

    code = "problem_not_found"

    def __init__(self, slug: str, known: tuple[str, ...]) -> None:
        """Name the slug that was asked for and those that exist."""
        super().__init__(f"problem {slug!r}: not found, expected one of {', '.join(known)}")
        self.slug = slug


class ProblemError(GraderError):
    """A problem folder whose description cannot be used; for the author, not for a student."""

    code = "problem_error"


class UnknownVerdict(GraderError):
    """A verdict code that the table does not have."""

    code = "unknown_verdict"
