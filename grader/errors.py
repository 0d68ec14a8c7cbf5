"""The errors of the judge."""


class GraderError(Exception):
    """Base of every error that this box raises; ``code`` is stable, the text is for people."""

    code = "grader_error"
