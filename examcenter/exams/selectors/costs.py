"""Why parts count less than their answers were worth: penalties and lateness, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from examcenter.exams import scoring
from examcenter.exams.models import Check, ResponseSubmission
from examcenter.exams.records import PartRecord, read_records
from examcenter.exams.selectors.reading import AttemptReading
from examcenter.exams.services.counting import Counting, has_score

# By the key of a response and the name of a part.
Costs = dict[tuple[int, str], tuple[str, ...]]


def costs_of(reading: AttemptReading) -> Costs:
    """Return why parts of an attempt count less; one query where anything can, else none."""
    exam = reading.attempt.exam
    if not exam.try_penalty and exam.late_until_at is None:
        return {}
    checks = Check.objects.filter(response__in=[response.pk for response in reading.responses])
    costs: Costs = {}
    for place, record in best_records(checks).items():
        if record.terms is not None and record.score > 0:
            costs[place] = scoring.cost_words(record.terms)
    costs.update(_costs_of_code(reading))
    return {place: words for place, words in costs.items() if words}


def best_records(checks: Iterable[Check]) -> dict[tuple[int, str], PartRecord]:
    """Return for each part the try that counts: the best, and of equals the first."""
    best: dict[tuple[int, str], PartRecord] = {}
    for check in checks:
        for name, record in read_records(check.marks).items():
            place = (check.response_id, name)
            if record.is_marked and (place not in best or counts(record) > counts(best[place])):
                best[place] = record
    return best


def counts(record: PartRecord) -> float:
    """Return what a marked try counts; one from before penalties counts as it was marked."""
    return record.score if record.counted is None else record.counted


def best_code(
    reading: AttemptReading, links: Sequence[ResponseSubmission]
) -> tuple[ResponseSubmission, scoring.Terms] | None:
    """Return the submission of a part that counts, and what it costs: the best, else the first.

    It need not be the one with the best verdict: that may have come late, or after many others.
    """
    counting = Counting.of(reading.attempt, reading.rules)
    graded = [link for link in links if has_score(link)]
    tries = list(zip(graded, counting.tries_of_code(links), strict=True))
    if not tries:
        return None
    link, (_score, terms) = max(tries, key=lambda one: scoring.counted_score(*one[1]))
    return link, terms


def _costs_of_code(reading: AttemptReading) -> Costs:
    costs: Costs = {}
    for place, links in groupby(sorted(reading.links, key=_place), key=_place):
        best = best_code(reading, list(links))
        if best is not None:
            link, terms = best
            costs[place] = scoring.cost_words(terms) if link.submission.score else ()
    return costs


def _place(link: ResponseSubmission) -> tuple[int, str]:
    return link.response_id, link.part
