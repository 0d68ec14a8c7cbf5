"""What a receipt states about one try, and its fingerprint, which the audit log confirms.

The facts hold no key: who holds them can compute the fingerprint again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from examcenter.exams.models import Check, Response, ResponseSubmission
from examcenter.exams.records import PartRecord, read_records
from questions.marking import open_receipt

FORMAT = 1


def canonical(value: Any) -> str:
    """Return the one way to write a JSON value: sorted, without blanks, whole numbers as such.

    Databases write numbers in their own ways; 3.0 and 3 come out the same here.
    """
    return _CANONICAL.encode(plain(value))


# Made once: a long log is written this way entry by entry.
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def plain(value: Any) -> Any:
    """Return a JSON value with whole numbers as such and lists for tuples."""
    # Most values are these, and asking for what they are not takes longer.
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict | Mapping):
        return {str(name): plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value


def digest_of(facts: Mapping[str, Any]) -> str:
    """Return the SHA-256 of facts in hexadecimal digits."""
    return hashlib.sha256(canonical(facts).encode()).hexdigest()


def moment_text(moment: datetime) -> str:
    """Return a moment as it stands in what is hashed."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def facts_of_check(check: Check) -> dict[str, Any]:
    """Return what is stated of a check whose response is at hand."""
    return {
        **_question_facts(check.response),
        "given_at": moment_text(check.created_at),
        "parts": {name: _part_facts(record) for name, record in read_records(check.marks).items()},
    }


def _part_facts(record: PartRecord) -> dict[str, Any]:
    return {
        "answer": record.raw,
        "state": record.state.value,
        "score": record.score,
        "counts": record.score if record.counted is None else record.counted,
        "terms": None if record.terms is None else vars(record.terms),
        "receipt": open_receipt(record.receipt),
    }


def facts_of_submission(response: Response, link: ResponseSubmission) -> dict[str, Any]:
    """Return what is stated of graded code: its fingerprint, never its text."""
    submission = link.submission
    return {
        **_question_facts(response),
        "part": link.part,
        "submission": str(submission.pk),
        "problem": submission.problem,
        "problem_version": submission.problem_version,
        "source_sha256": submission.source_sha256,
        "verdict": submission.verdict,
        "score": submission.score,
        "given_at": moment_text(link.given_at),
        "graded_at": moment_text(submission.graded_at) if submission.graded_at else None,
    }


def _question_facts(response: Response) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "attempt": str(response.attempt_id),
        "number": response.number,
        "round": response.round,
        "question": response.variant["slug"],
        "version": response.variant["version"],
        "variant": response.variant_index,
    }
