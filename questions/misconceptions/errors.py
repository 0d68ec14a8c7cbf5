"""The one error of the misconceptions."""

import difflib
from collections.abc import Iterable

from questions.errors import QuestionError


class UnknownMisconception(QuestionError, KeyError):
    """There is no misconception of this id; the text names those that are spelled alike."""

    code = "unknown_misconception"

    def __init__(self, misconception_id: str, known: Iterable[str]) -> None:
        self.id = misconception_id
        self.close_matches = tuple(difflib.get_close_matches(misconception_id[:80], list(known)))
        close = f"; did you mean {' or '.join(self.close_matches)}?" if self.close_matches else ""
        super().__init__(f"misconception {misconception_id[:80]!r} is not known{close}")

    def __str__(self) -> str:
        """Return the text; KeyError alone would put quotes around it."""
        return str(self.args[0])
