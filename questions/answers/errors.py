"""The errors of reading: an answer that cannot be read, an answer section that is wrong."""

from questions.errors import QuestionError


class AnswerFormatError(QuestionError):
    """Raised when what a student typed cannot be read as the kind of answer asked for.

    The text is plain (never Markdown or HTML) and meant for the student: what was understood,
    what is expected, how to go on. It costs nothing and uses up no try.

    Parameters
    ----------
    code : str
        Stable name of the reason, such as ``"empty"`` or ``"ambiguous_separator"``.
    message : str
        The sentence for the student.
    readings : tuple of str, default=()
        For an ambiguous answer, each possible reading in a form that is read without doubt.
    """

    def __init__(self, code: str, message: str, *, readings: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.readings = readings


class SpecError(QuestionError):
    """Raised when the answer section of a question document is wrong.

    Parameters
    ----------
    key : str
        The key of the document that is wrong, such as ``"absolute"`` or ``"options[1].why"``.
    found : str
        What stands there, shortened.
    expected : str
        What should stand there.
    """

    code = "answer_spec"

    def __init__(self, key: str, found: str, expected: str) -> None:
        super().__init__(f"{key}: found {found}, expected {expected}")
        self.key = key
        self.found = found
        self.expected = expected


class NotComparableError(QuestionError):
    """Raised when somebody compares values of a kind that is marked elsewhere, such as code."""

    code = "not_comparable"
