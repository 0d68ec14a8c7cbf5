"""What the bank and the judge say is known at the edge, whole, whatever stands in its places."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import translation

from examcenter import sentences
from examcenter.courses.models import Course
from examcenter.exams.models import Attempt, Exam
from examcenter.exams.room.words import (
    more_time_words,
    moved_words,
    reopened_words,
    resumed_words,
)
from examcenter.sentences import room
from examcenter.sentences.topics import KIND_WORDS, TOPIC_WORDS
from grader import remarks
from grader.sandbox import ReturnKind
from grader.verdicts import VERDICTS
from questions.answers import KINDS, AnswerFormatError
from questions.engine.question import TOPICS
from questions.marking import Mistake, mark

# For each kind: its section of a document, a key, and what people type.
_ASKED: dict[str, tuple[dict[str, Any], Any, tuple[str, ...]]] = {
    "integer": ({"minimum": 0, "maximum": 9999}, 1250, ("", "abc", "1.250", "12 px", "1 2 3", "-5",
                "3*4", "12,5", "1/0", "2^x", "1e30", "5 of them", "1e-30", "12M", "12500", "7.5")),
    "decimal": ({"places": 2}, 12.25, ("", "x", "1,234", "12.3", "-1", "5")),
    "percent": ({}, 75.0, ("0.75", "", "12", "a %")),
    "fraction": ({"lowest": True}, (3, 4), ("", "6/8", "4/3", "1/4", "0.75", "a/b", "1/0")),
    "shape": ({"axes": ["height", "width"]}, (4, 5), ("", "4", "4 x", "4 x 5 x 6", "5 x 4", "4 x 9",
              "a x b", "1 x 2", "height 4")),
    "matrix": ({"size": "asked"}, ((1.0, 2.0), (3.0, 4.0)), ("", "1 2 3 4", "1 2; 3", "1 2",
               "1 2; 3 x", "[1 2", "9 9; 9 9", "1 2; 3 5", "1 2; 3 4; 5 6", "1 2\t; 3 4")),
}  # fmt: skip


def _is_known(text: str) -> bool:
    # Authors' reasons and whole explanations are the bank's, and stay as they are.
    return sentences._translate(text) is not None


def _said() -> list[str]:
    """Return what the kinds of answers say about what people type."""
    said: list[str] = []
    for kind, (section, key, typed) in _ASKED.items():
        comparator = KINDS[kind]
        spec = comparator.read_spec(section)
        said += [comparator.expected(spec), comparator.rule(spec)]
        for text in typed:
            try:
                parsed = comparator.parse(text, spec)
            except AnswerFormatError as error:
                said.append(str(error))
                continue
            said.append(mark(key, parsed, kind=kind, spec=spec).feedback)
            said.append(mark(0, parsed, kind=kind, spec=spec, carried_key=parsed).feedback
                        if kind == "integer" else "")  # fmt: skip
    mistakes = [Mistake(name, name.title(), 6, "Add 1.") for name in ("one", "two")]
    spec = KINDS["integer"].read_spec({})
    several = mark(7, 6, kind="integer", spec=spec, mistakes=mistakes).feedback
    said.append(several.partition("\n\n")[0])
    return sorted({text for text in said if text})


def test_every_sentence_about_an_answer_is_known():
    said = _said()
    assert len(said) > 45
    assert [text for text in said if not _is_known(text)] == []


def test_every_sentence_about_a_call_is_known():
    wanted = np.zeros((3, 4))
    said = [
        remarks.say_shape(np.zeros((2, 4)), wanted, is_hidden=True),
        remarks.say_shape(np.zeros((1, 6)), wanted, is_hidden=True),
        remarks.say_shape(np.zeros(3), wanted, is_hidden=True),
        remarks.say_shape(np.zeros((2, 4)), wanted, is_hidden=False),
        remarks.say_dtype(np.dtype("int64"), ReturnKind.ARRAY),
        remarks.say_dtype(np.dtype("float32"), ReturnKind.ARRAY),
        remarks.say_dtype(np.dtype("float64"), ReturnKind.SCALAR),
        *(
            remarks.say_values(wanted + 1, wanted, wanted == 0, is_hidden=is_hidden)
            for is_hidden in (True, False)
        ),
        remarks.say_values(wanted + np.nan, wanted, wanted == 0, is_hidden=True),
        remarks.say_values(np.array(1), np.array(2), np.array(True), is_hidden=True),
        remarks.say_values(np.array(1), np.array(2), np.array(True), is_hidden=False),
    ]
    assert [text for text in said if not _is_known(text)] == []
    assert [text for text in said if not _is_known(f"square image: {text}")] == []


@pytest.mark.parametrize("ends", [None, timedelta(minutes=9), timedelta(days=2)])
@pytest.mark.parametrize("seconds", [60, 120, 90])
def test_everything_that_a_student_is_told_of_an_attempt_is_known(ends, seconds):
    now = datetime(2026, 11, 22, 14, tzinfo=UTC)
    course = Course(time_zone="Europe/Berlin")
    attempt = Attempt(exam=Exam(course=course), deadline_at=ends and now + ends)
    said = [
        more_time_words(seconds, attempt.deadline_at, course, now=now),
        *(moved_words(attempt, before, now) for before in (None, now, now + timedelta(days=9))),
        resumed_words(attempt, now),
        reopened_words(attempt, now),
        room.PAUSED,
        room.CLOSED,
    ]
    assert [text for text in said if not _is_known(text)] == []


def test_every_verdict_topic_and_kind_is_known():
    texts = [text for row in VERDICTS.values() for text in (row.title, row.help)]
    assert [text for text in texts if not _is_known(text)] == []
    assert set(TOPIC_WORDS) == set(TOPICS)
    assert set(KIND_WORDS) == set(KINDS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "“12.x” is more than one number. This asks for a whole number, such as 1250.",
            "“12.x” ist mehr als eine Zahl. Gefragt ist eine ganze Zahl, etwa 1250.",
        ),
        (
            "corner: Your output has one row too many and several columns too few.",
            "corner: Ihre Ausgabe hat eine Zeile zu viel und mehrere Spalten zu wenig.",
        ),
        ("You are number 3 in the queue.", "Sie sind Nummer 3 in der Warteschlange."),
        ("a percentage, such as 12.5 %", "ein Prozentsatz, etwa 12.5 %"),
        ("You counted the padding once.", "You counted the padding once."),
    ],
)
def test_a_sentence_is_said_in_german(text, told):
    with translation.override("de"):
        assert sentences.say(text) == told
    with translation.override("en"):
        assert sentences.say(text) == text


def test_what_stays_english_is_marked_so_and_nothing_typed_becomes_markup():
    with translation.override("de"):
        assert sentences.say_html("You <b>lost</b>") == (
            '<span lang="en">You &lt;b&gt;lost&lt;/b&gt;</span>'
        )
        quoted = "“<script>” is more than one number. This asks for a whole number, such as 1250."
        assert "<script>" not in sentences.say_html(quoted)
        html = sentences.say_markdown(
            "Your answer, 6, fits two different mistakes; from the answer alone nobody can tell "
            "which one it is.\n\n- **One.** Add 1."
        )
    assert html.startswith("<p>Ihre Antwort, 6, passt zu zwei")
    assert '<div lang="en"><ul>' in html.replace("\n", "")
    with translation.override("en"):
        assert "lang=" not in sentences.say_markdown("You counted the padding once.")
        assert sentences.say_html("a < b") == "a &lt; b"


def test_a_hostile_text_costs_no_more_than_another():
    """Patterns are matched against what students typed, which must not make them slow."""
    import time

    with translation.override("de"):
        sentences.say("warm")
        started = time.perf_counter()
        for text in ("a" * 5000, "“" * 2000, "1 x " * 1500, "is " * 1500, ", such as " * 500):
            sentences.say(text)
        assert time.perf_counter() - started < 2
