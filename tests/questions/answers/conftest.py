"""Reads one answer as a question's page would."""

from collections.abc import Callable

import pytest

from questions.answers import KINDS, AnswerFormatError, Value

Read = Callable[..., Value]
Refuse = Callable[..., AnswerFormatError]


@pytest.fixture(scope="session")
def read() -> Read:
    """Return a function from a text, a kind and its options to what is understood."""

    def parse(text: str, kind: str = "integer", **options: object) -> Value:
        return KINDS[kind].parse(text, KINDS[kind].read_spec(options))

    return parse


@pytest.fixture(scope="session")
def refuse(read: Read) -> Refuse:
    """Return a function from a text to the error that the student meets."""

    def parse(text: str, kind: str = "integer", **options: object) -> AnswerFormatError:
        with pytest.raises(AnswerFormatError) as caught:
            read(text, kind, **options)
        return caught.value

    return parse
