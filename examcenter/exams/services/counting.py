"""By which rules a try counts: how many there are, what each costs, and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from examcenter.exams.models import Attempt, ResponseSubmission
from examcenter.exams.rules import Rules
from examcenter.exams.scoring import Terms
from grader.verdicts import get_verdict


@dataclass(frozen=True)
class Counting:
    """The rules of tries as they hold in one attempt."""

    max_tries: int | None
    try_penalty: float
    rules: Rules
    extra_s: int

    @classmethod
    def of(cls, attempt: Attempt, rules: Rules) -> Counting:
        """Return the rules of an attempt that has its exam along."""
        return cls(
            max_tries=rules.max_tries,
            try_penalty=attempt.exam.try_penalty,
            rules=rules,
            extra_s=attempt.extra_s,
        )

    @property
    def counts_tries(self) -> bool:
        """Whether it matters how many answers were tried."""
        return self.max_tries is not None or self.try_penalty > 0

    def terms(self, *, n_earlier: int, given_at: datetime | None) -> Terms:
        """Return what a try costs that was given at a moment; None is a moment in time."""
        factor = 1.0
        if given_at is not None:
            factor = self.rules.factor_at(given_at, extra_s=self.extra_s)
        return Terms(n_earlier=n_earlier, try_penalty=self.try_penalty, late_factor=factor)

    def terms_of_answer(self, tried: Sequence[str], raw: str, given_at: datetime | None) -> Terms:
        """Return what a typed answer costs: the answers tried before it, not its repetitions."""
        n_earlier = tried.index(raw) if raw in tried else len(tried)
        return self.terms(n_earlier=n_earlier, given_at=given_at)

    def tries_of_code(self, links: Sequence[ResponseSubmission]) -> list[tuple[float, Terms]]:
        """Return the score and the cost of each graded submission, of all of a part in order.

        One that waits counts as a wrong try for those after it: should it turn out right, it is
        the one that counts, and no score has to go down.
        """
        tries: list[tuple[float, Terms]] = []
        n_wrong = 0
        for link in links:
            submission = link.submission
            if has_score(link) and submission.score is not None:
                terms = self.terms(n_earlier=n_wrong, given_at=link.given_at)
                tries.append((submission.score, terms))
            n_wrong += _is_wrong_try(link)
        return tries


def has_score(link: ResponseSubmission) -> bool:
    """Tell whether a submission got a verdict that has a score; one of our own fault has none."""
    return link.submission.state == "graded" and link.submission.score is not None


def _is_wrong_try(link: ResponseSubmission) -> bool:
    submission = link.submission
    if submission.state != "graded":
        return True
    return get_verdict(submission.verdict).counts_as_attempt and submission.score != 1
