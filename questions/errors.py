"""The errors of the bank."""


class QuestionError(Exception):
    """Base of every error that this box raises; ``code`` is stable, the text is for people."""

    code = "question_error"
