"""Code parts with what their problem says, and the state of what was sent for them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from examcenter.accounts.models import User
from examcenter.exams import selectors
from examcenter.exams.taking.examples import find_newest_runs
from examcenter.exams.taking.pages import PartView, QuestionPage
from grader.problems import Problem, get_problem
from grader.services import SubmissionView

_POLL_S = {"no_worker": 5, "no_sandbox": 5}


@dataclass(frozen=True)
class Verdict:
    """A submission's state, and when and where to ask for the next one ("" when final)."""

    part_name: str
    view: SubmissionView | None
    poll: str = ""
    poll_s: int = 1

    @property
    def examples_words(self) -> str:
        """Return how many visible cases passed."""
        return self._passed(is_hidden=False)

    @property
    def hidden_words(self) -> str:
        """Return how many hidden cases passed."""
        return self._passed(is_hidden=True)

    @property
    def first_failed(self) -> str:
        """Return the name of the first visible case that did not pass: where to look first."""
        cases = self.view.cases if self.view else ()
        failed = (c.name for c in cases if not c.is_hidden and c.verdict != "accepted")
        return next(failed, "")

    def _passed(self, *, is_hidden: bool) -> str:
        cases = self.view.cases if self.view else ()
        verdicts = [case.verdict for case in cases if case.is_hidden == is_hidden]
        return _("%(passed)d of %(total)d passed") % {
            "passed": verdicts.count("accepted"),
            "total": len(verdicts),
        }


@dataclass(frozen=True)
class CodeTask:
    """The problem of a code part, its newest submission and its newest run of the examples."""

    problem: Problem
    verdict: Verdict
    examples: Verdict


def with_tasks(user: User, page: QuestionPage) -> QuestionPage:
    """Return the page with the tasks of its code parts; a page without any as it is."""
    if not page.has_code:
        return page
    runs = find_newest_runs(page.attempt_id, page.number)
    return replace(
        page, parts=tuple(_with_task(user, page, part, runs.get(part.name)) for part in page.parts)
    )


def _with_task(
    user: User, page: QuestionPage, part: PartView, run: SubmissionView | None
) -> PartView:
    if part.code is None:
        return part
    newest = part.code.submissions[0].id if part.code.submissions else None
    view = selectors.submission_page(user, newest, page.now) if newest else None
    task = CodeTask(
        problem=get_problem(part.code.problem),
        verdict=make_verdict(page, part.name, view),
        examples=make_examples(page, part.name, run),
    )
    return replace(part, task=task)


def make_verdict(page: QuestionPage, part_name: str, view: SubmissionView | None) -> Verdict:
    """Return a submission's state with the address that tells the next one."""
    return _polled("exams:submission", page, part_name, view)


def make_examples(page: QuestionPage, part_name: str, view: SubmissionView | None) -> Verdict:
    """Return the state of a run of the examples with the address that tells the next one."""
    return _polled("exams:example_run", page, part_name, view)


def _polled(
    address_name: str, page: QuestionPage, part_name: str, view: SubmissionView | None
) -> Verdict:
    if view is None or view.is_final:
        return Verdict(part_name, view)
    address = reverse(address_name, args=[page.attempt_id, page.number, view.id])
    return Verdict(
        part_name, view, f"{address}?seen={state_mark(view)}", _POLL_S.get(view.waiting, 1)
    )


def state_mark(view: SubmissionView) -> str:
    """Return what changes when there is something new to show of a waiting submission."""
    return f"{view.state}-{view.waiting}-{view.queue_position or 0}"
