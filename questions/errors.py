"""The errors of the bank."""


class QuestionError(Exception):
    """Base of every error that this box raises; ``code`` is stable, the text is for people."""

    code = "question_error"


class QuestionNotFound(QuestionError):
    """Raised when there is no published question, version, variant or part of that name."""

    code = "question_not_found"


class NotAVariant(QuestionError):
    """Raised when parameters are none of a question's variants."""

    code = "not_a_variant"


class BankError(QuestionError):
    """Raised when the files of the bank cannot be published; the text names every problem."""

    code = "bank"
