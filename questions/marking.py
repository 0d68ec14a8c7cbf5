"""Marks one parsed answer: right or not, why, and a receipt; knows no people and no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from questions.answers import KINDS, AnswerKind, DecimalSpec, PoolSpec, Spec, Value
from questions.answers.figures import Measured
from questions.answers.pool import list_reason
from questions.answers.precision import is_rounded_too_far

RECEIPT_FORMAT = 1
# What of a receipt would give the key away.
_SECRET_ENTRIES = ("interval",)
_NUMBER_WORDS = {2: "two", 3: "three", 4: "four", 5: "five"}


@dataclass(frozen=True)
class Mistake:
    """What one named mistake gives for the variant that is marked.

    Attributes
    ----------
    id : str
        Id of the misconception; does not depend on the numbers.
    title : str
        A few words, such as ``"Padding counted once"``.
    value : Value
        What somebody who makes this mistake answers.
    explanation : str
        Markdown with the numbers filled in.
    """

    id: str
    title: str
    value: Value
    explanation: str


@dataclass(frozen=True)
class Mark:
    """The outcome of marking one answer.

    Attributes
    ----------
    score : float
        Fraction in [0, 1].
    is_right : bool
        True when the score is full.
    understood : str
        The answer as it was read, in plain text.
    feedback : str
        Markdown for the student, to stand after "right" or "not yet" and `understood`; empty when
        there is nothing to add. Holds the key only if a mistake's explanation does.
    diagnosis : tuple of str
        Ids of the misconceptions that the answer fits; more than one means that the answer
        cannot tell them apart.
    receipt : dict
        What was understood, by which rule and which versions; JSON. For the server: it holds the
        interval of right answers. See `open_receipt`.
    """

    score: float
    is_right: bool
    understood: str
    feedback: str
    diagnosis: tuple[str, ...]
    receipt: dict[str, Any]


@dataclass(frozen=True)
class _Finding:
    """What marking found out, before it is put into a Mark."""

    outcome: str
    feedback: str
    diagnosis: tuple[str, ...] = ()
    score: float = 0.0


def mark(
    key: Value,
    parsed: Value,
    *,
    kind: str,
    spec: Spec,
    mistakes: Sequence[Mistake] = (),
    carried_key: Value | None = None,
    versions: Mapping[str, str] | None = None,
) -> Mark:
    """Return the mark of one answer.

    Parameters
    ----------
    key : Value
        The right answer.
    parsed : Value
        What the student's text was read as.
    kind : str
        Name of the answer kind.
    spec : Spec
        Options of the answer section.
    mistakes : sequence of Mistake, default=()
        What each known mistake gives for this variant.
    carried_key : Value, optional
        The right answer when the student's own earlier value is used instead of the right one.
    versions : mapping of str to str, optional
        Versions of the question, the misconceptions and so on, for the receipt.

    Returns
    -------
    Mark
        Full score for the key or the carried key, else none or what the kind gives for a part
        of it, with the reason.

    Examples
    --------
    >>> from questions.answers import IntegerSpec
    >>> counted = Mistake("forgot-plus-one", "Forgot the start", 6, "Add 1 for the start.")
    >>> mark(7, 6, kind="integer", spec=IntegerSpec(), mistakes=[counted]).feedback
    'Add 1 for the start.'
    """
    comparator = KINDS[kind]
    decisive = key
    if comparator.matches(parsed, key, spec):
        finding = _Finding("right", _confirm(parsed, spec), score=1.0)
    elif carried_key is not None and comparator.matches(parsed, carried_key, spec):
        decisive = carried_key
        finding = _Finding("carried", _confirm_carried(parsed, comparator, spec), score=1.0)
    else:
        finding = _explain(key, parsed, comparator, spec, mistakes)
    score = finding.score
    is_right = score == 1.0
    interval = comparator.interval(decisive, spec)
    understood = comparator.show(parsed, spec)
    receipt = {
        "format": RECEIPT_FORMAT,
        "kind": kind,
        "understood": understood,
        "value": to_json_value(parsed),
        "rule": comparator.rule(spec),
        "interval": None if interval is None else list(interval),
        "outcome": finding.outcome,
        "diagnosis": list(finding.diagnosis),
        "score": score,
        "versions": dict(versions or {}),
    }
    return Mark(score, is_right, understood, finding.feedback, finding.diagnosis, receipt)


def open_receipt(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """Return the receipt without what gives the key away, for a student who may still answer.

    Parameters
    ----------
    receipt : mapping
        The receipt of a Mark.

    Returns
    -------
    dict
        Everything but the interval of right answers.
    """
    return {name: entry for name, entry in receipt.items() if name not in _SECRET_ENTRIES}


def to_json_value(value: Any) -> Any:
    """Return a value of an answer as JSON holds it.

    Parameters
    ----------
    value : Value
        A parsed answer or a key.

    Returns
    -------
    int, float, str or list
        Sizes and rows as lists, to any depth.
    """
    return [to_json_value(entry) for entry in value] if isinstance(value, tuple) else value


def _confirm(parsed: Value, spec: Spec) -> str:
    """Return the author's reasons for right options; a right number needs no more words."""
    if not isinstance(spec, PoolSpec):
        return ""
    chosen = [option for option in spec.options if option.id in str(parsed).split(",")]
    if len(chosen) == 1:
        return chosen[0].why
    return "\n".join(list_reason(option) for option in chosen)


def _confirm_carried(parsed: Value, comparator: AnswerKind, spec: Spec) -> str:
    return (
        f"{comparator.show(parsed, spec)} is right for the earlier value that you gave. Your "
        "method is right, so this earns full points, although the earlier value is not right yet."
    )


def _explain(
    key: Value, parsed: Value, comparator: AnswerKind, spec: Spec, mistakes: Sequence[Mistake]
) -> _Finding:
    # How many figures were typed tells nothing about which mistake it is.
    bare = float(parsed) if isinstance(parsed, Measured) else parsed
    fitting = _distinct(
        mistake for mistake in mistakes if comparator.matches(bare, mistake.value, spec)
    )
    if fitting and not comparator.matches(bare, key, spec):
        return _diagnose(parsed, comparator, spec, fitting)
    advice = comparator.advise(parsed, key, spec)
    if advice.outcome != "precision" and isinstance(spec, DecimalSpec):
        rounded = _distinct(mistake for mistake in mistakes if _is_rounded(parsed, mistake.value))
        if rounded:
            return _diagnose(parsed, comparator, spec, rounded)
    return _Finding(advice.outcome, advice.text, score=advice.score)


def _distinct(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """Return one mistake for each id, in the order given."""
    return tuple({mistake.id: mistake for mistake in mistakes}.values())


def _is_rounded(parsed: Value, wrong: Value) -> bool:
    if not isinstance(parsed, int | float) or not isinstance(wrong, int | float):
        return False
    return is_rounded_too_far(parsed, wrong)


def _diagnose(
    parsed: Value, comparator: AnswerKind, spec: Spec, fitting: Sequence[Mistake]
) -> _Finding:
    ids = tuple(mistake.id for mistake in fitting)
    if len(fitting) == 1:
        return _Finding("mistake", fitting[0].explanation, ids)
    count = _NUMBER_WORDS.get(len(fitting), str(len(fitting)))
    lines = [
        f"Your answer, {comparator.show(parsed, spec)}, fits {count} different mistakes; from "
        "the answer alone nobody can tell which one it is.",
        *(f"- **{mistake.title}.** {_indent(mistake.explanation)}" for mistake in fitting),
    ]
    return _Finding("several_mistakes", "\n\n".join(lines), ids)


def _indent(markdown: str) -> str:
    """Keep the later lines of an explanation inside its list entry."""
    return markdown.strip().replace("\n", "\n  ")
