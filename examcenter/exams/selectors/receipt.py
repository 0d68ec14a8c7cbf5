"""The receipt of an attempt: what was understood of each answer, the rule, and the fingerprint.

A question shows facts and fingerprint only once its mark may be seen: a fingerprint of a mark that
is kept back could be guessed open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from examcenter.exams import scoring
from examcenter.exams.models import AuditEntry, Check, Response, ResponseSubmission
from examcenter.exams.receipts import digest_of, facts_of_check, facts_of_submission, plain
from examcenter.exams.records import PartRecord, read_records
from examcenter.exams.selectors.costs import best_code, counts
from examcenter.exams.selectors.reading import AttemptReading
from examcenter.sentences import say
from grader.verdicts import get_verdict
from questions.services import IssuedVariant

FORMAT = 1


@dataclass(frozen=True)
class ReceiptPart:
    """One part of a try."""

    label: str
    answer: str
    understood: str
    rule: str
    tolerance: str  # the values that are right; "" while the right answer is kept back
    score: float
    counts: float
    costs: tuple[str, ...]


@dataclass(frozen=True)
class ReceiptTry:
    """One try that counts for a part of a question, with its fingerprint."""

    given_at: datetime
    parts: tuple[ReceiptPart, ...]
    verdict: str  # of code
    facts: Mapping[str, Any]
    digest: str
    sequence: int | None  # of the sealed log entry that confirms it
    is_logged: bool


@dataclass(frozen=True)
class ReceiptItem:
    """One question."""

    number: int
    title: str
    version_words: str
    saved_at: datetime | None
    received: tuple[tuple[str, str], ...]  # label and answer, as they were saved
    tries: tuple[ReceiptTry, ...]


@dataclass(frozen=True)
class Receipt:
    """A whole attempt."""

    attempt_id: UUID
    exam_id: UUID
    exam_title: str
    course_id: UUID
    course_title: str
    started_at: datetime
    finished_at: datetime | None
    is_open: bool  # whether marks and fingerprints are in it
    items: tuple[ReceiptItem, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what somebody keeps who wants to compute the fingerprints again."""
        return {
            "format": FORMAT,
            "attempt": str(self.attempt_id),
            "exam": self.exam_title,
            "course": self.course_title,
            "started_at": self.started_at.isoformat(),
            "finished_at": self.finished_at and self.finished_at.isoformat(),
            "questions": [
                {
                    "number": item.number,
                    "title": item.title,
                    "saved_at": item.saved_at and item.saved_at.isoformat(),
                    "answers": dict(item.received),
                    "tries": [
                        {"facts": plain(one.facts), "sha256": one.digest, "log_entry": one.sequence}
                        for one in item.tries
                    ],
                }
                for item in self.items
            ],
        }


def receipt_of(reading: AttemptReading) -> Receipt:
    """Return the receipt of an attempt, as far as its policy shows it; at most two queries."""
    attempt, seen = reading.attempt, reading.seen
    checks: dict[int, list[Check]] = {response.pk: [] for response in reading.responses}
    logged: dict[str, int | None] = {}
    if seen.points:
        for check in Check.objects.filter(response__in=list(checks)).order_by("pk"):
            checks[check.response_id].append(check)
        logged = _logged_digests(attempt.pk)
    return Receipt(
        attempt_id=attempt.pk,
        exam_id=attempt.exam_id,
        exam_title=attempt.exam.title,
        course_id=attempt.exam.course_id,
        course_title=attempt.exam.course.title,
        started_at=attempt.started_at,
        finished_at=attempt.finished_at,
        is_open=seen.points,
        items=tuple(
            _item(reading, response, checks[response.pk], logged) for response in reading.responses
        ),
    )


def _logged_digests(attempt_id: UUID) -> dict[str, int | None]:
    """Return the sequence of the log entry of each fingerprint; None where it is not sealed."""
    found: dict[str, int | None] = {}
    entries = AuditEntry.objects.filter(
        attempt=attempt_id, action__in=["checked", "finished", "verdict", "collected"]
    )
    for sequence, data in entries.values_list("sequence", "data"):
        for change in (data, *data.get("changes", ())):
            if "digest" in change:
                found[change["digest"]] = sequence
    return found


def _item(
    reading: AttemptReading,
    response: Response,
    checks: Iterable[Check],
    logged: Mapping[str, int | None],
) -> ReceiptItem:
    variant = IssuedVariant.from_json(response.variant)
    labels = {part.name: part.label for part in variant.parts}
    tries = []
    if reading.seen.points:
        tries = [_typed_try(check, labels, logged, reading) for check in _counting(checks)]
        tries += [
            _code_try(response, link, terms, labels, logged)
            for link, terms in _best_code(reading, response)
        ]
    return ReceiptItem(
        number=response.number,
        title=variant.title,
        version_words=_("%(slug)s, version %(version)d, variant %(variant)d of %(n)d")
        % {
            "slug": variant.slug,
            "version": variant.version,
            "variant": response.variant_index + 1,
            "n": variant.n_variants,
        },
        saved_at=response.saved_at,
        received=tuple(
            (labels.get(name, name), text) for name, text in response.draft.items() if text.strip()
        ),
        tries=tuple(tries),
    )


def _counting(checks: Iterable[Check]) -> list[Check]:
    """Return the checks that count for a part: of each part the best, of equals the first."""
    best: dict[str, tuple[float, Check]] = {}
    for check in checks:
        for name, record in read_records(check.marks).items():
            if record.is_marked and (name not in best or counts(record) > best[name][0]):
                best[name] = (counts(record), check)
    return list({check.pk: check for _, check in best.values()}.values())


def _typed_try(
    check: Check,
    labels: Mapping[str, str],
    logged: Mapping[str, int | None],
    reading: AttemptReading,
) -> ReceiptTry:
    check.response = next(r for r in reading.responses if r.pk == check.response_id)
    facts = facts_of_check(check)
    digest = digest_of(facts)
    return ReceiptTry(
        given_at=check.created_at,
        parts=tuple(
            _part(labels.get(name, name), record, shows_key=reading.seen.key)
            for name, record in read_records(check.marks).items()
            if record.is_marked
        ),
        verdict="",
        facts=facts,
        digest=digest,
        sequence=logged.get(digest),
        is_logged=digest in logged,
    )


def _part(label: str, record: PartRecord, *, shows_key: bool) -> ReceiptPart:
    interval = record.receipt.get("interval") if shows_key else None
    return ReceiptPart(
        label=label,
        answer=record.raw,
        understood=record.understood,
        rule=str(record.receipt.get("rule", "")),
        tolerance=right_values(interval) if interval else "",
        score=record.score,
        counts=counts(record),
        costs=scoring.cost_words(record.terms) if record.terms else (),
    )


def right_values(interval: Sequence[Any]) -> str:
    """Return the values that are right: from the lowest to the highest, or the only one."""
    low, high = (str(bound) for bound in interval)
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def _best_code(
    reading: AttemptReading, response: Response
) -> list[tuple[ResponseSubmission, scoring.Terms]]:
    """Return for each code part the submission that counts, with what it costs."""
    parts: dict[str, list[ResponseSubmission]] = {}
    for link in reading.links_of(response):
        parts.setdefault(link.part, []).append(link)
    found = [best_code(reading, links) for links in parts.values()]
    return [best for best in found if best is not None]


def _code_try(
    response: Response,
    link: ResponseSubmission,
    terms: scoring.Terms,
    labels: Mapping[str, str],
    logged: Mapping[str, int | None],
) -> ReceiptTry:
    facts = facts_of_submission(response, link)
    digest = digest_of(facts)
    score = link.submission.score or 0.0
    return ReceiptTry(
        given_at=link.given_at,
        parts=(
            ReceiptPart(
                label=labels.get(link.part, link.part),
                answer=_("code with the SHA-256 %(digest)s")
                % {"digest": link.submission.source_sha256},
                understood="",
                rule=_("cases of the problem %(problem)s, version %(version)s")
                % {
                    "problem": link.submission.problem,
                    "version": link.submission.problem_version[:12],
                },
                tolerance="",
                score=score,
                counts=scoring.counted_score(score, terms),
                costs=scoring.cost_words(terms) if score > 0 else (),
            ),
        ),
        verdict=say(get_verdict(link.submission.verdict).title),
        facts=facts,
        digest=digest,
        sequence=logged.get(digest),
        is_logged=digest in logged,
    )
