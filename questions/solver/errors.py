"""The one error of the solver."""

from questions.errors import QuestionError


class ShapeError(QuestionError, ValueError):
    """The shapes or parameters asked for cannot exist; the text gives the numbers.

    ``values`` holds those numbers by parameter name, where there are any.
    """

    code = "impossible_shape"

    def __init__(self, message: str, **values: int) -> None:
        super().__init__(message)
        self.values = values
