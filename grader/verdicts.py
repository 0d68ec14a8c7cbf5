"""The one table of verdicts: pages, REST and ``docs/verdicts.md`` are rendered from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from grader.errors import UnknownVerdict


@dataclass(frozen=True)
class Verdict:
    """One row: what a verdict is called and what it means for the student.

    ``is_final`` is false where the judge first tries again by itself; ``counts_as_attempt`` is
    false where the verdict uses up none of the tries that an exam allows; ``is_for_cases_only``
    marks a row that a single case can have but a whole submission cannot.
    """

    code: str
    title: str
    help: str
    sign: str
    is_final: bool = True
    counts_as_attempt: bool = True
    is_for_cases_only: bool = False


_ROWS = (
    Verdict("accepted", "Accepted", "Every case passed.", "✓"),
    Verdict(
        "wrong_answer",
        "Wrong answer",
        "Your function ran and returned an array of the right shape, but some numbers in it are "
        "not the expected ones. Compare with a visible case by hand, one window at a time.",
        "✗",
    ),
    Verdict(
        "wrong_shape",
        "Wrong shape",
        "The array that came back has another shape than expected. Check the formula of the "
        "output size: rows and columns each have their own.",
        "✗",
    ),
    Verdict(
        "wrong_type",
        "Wrong type",
        "Something else than a NumPy array of the expected number type came back. Look at what "
        "your function returns, and at the dtype of the output array you make.",
        "✗",
    ),
    Verdict(
        "input_changed",
        "Input changed",
        "The result is right, but your function wrote into an array that it was given. Work on a "
        "copy: whoever calls a function still needs their image afterwards.",
        "✗",
    ),
    Verdict(
        "runtime_error",
        "Runtime error",
        "Your code stopped with an exception or a crash. The type and your own line are shown.",
        "✗",
    ),
    Verdict(
        "refused",
        "Not run",
        "The source could not be run at all: a syntax error, an encoding other than UTF-8, a file "
        "that is too large, or no function of the asked name. This uses up no try.",
        "!",
        counts_as_attempt=False,
    ),
    Verdict(
        "time_limit",
        "Time limit",
        "Your code used more time than allowed. Look for a loop that never ends, or for work that "
        "is repeated for every output cell. Before this counts, your code is run a second time, "
        "alone on the machine: the load of others is not held against you. Both are one try.",
        "✗",
    ),
    Verdict(
        "memory_limit",
        "Memory limit",
        "Your code asked for more memory than allowed. Look for an array that grows in a loop.",
        "✗",
    ),
    Verdict(
        "output_limit",
        "Output limit",
        "Your code printed, or returned, far more than allowed. Remove the prints from your loops.",
        "✗",
    ),
    Verdict(
        "policy_violation",
        "Not allowed",
        "Your code tried something that no solution needs, such as starting programs or opening "
        "connections. The run was stopped and a teacher can see it.",
        "✗",
    ),
    Verdict(
        "system_error",
        "Our fault",
        "The judge failed, not your code. It tries again by itself; when that does not help, a "
        "teacher is told. It costs you neither points nor a try.",
        "!",
        is_final=False,
        counts_as_attempt=False,
    ),
    Verdict(
        "not_run",
        "Not reached",
        "An earlier case ended the run, so this one was never called.",
        "–",
        counts_as_attempt=False,
        is_for_cases_only=True,
    ),
)

VERDICTS: Mapping[str, Verdict] = MappingProxyType({row.code: row for row in _ROWS})


def get_verdict(code: str) -> Verdict:
    """Return the row of a verdict code.

    Raises
    ------
    UnknownVerdict
        If the table has no such row.
    """
    try:
        return VERDICTS[code]
    except KeyError:
        raise UnknownVerdict(
            f"verdict {code!r}: not in the table, expected one of {', '.join(VERDICTS)}"
        ) from None


def render_page() -> str:
    """Return the whole text of ``docs/verdicts.md``."""
    lines = [
        "# Verdicts",
        "",
        "Rendered from `grader/verdicts.py`; a test compares the two. To rewrite this page:",
        "`python -c \"from grader.verdicts import render_page; print(render_page(), end='')\"`.",
        "",
        "A case gets the first row that applies, in the order: what came back at all, its type, "
        "its shape, its numbers, the inputs. A submission gets the verdict of its first case that "
        "did not pass, or of what ended the run. *Final* says that the judge does not try again by "
        "itself; *uses up a try* says that an exam with a limited number of tries counts it.",
        "",
        "| sign | code | title | what it means | final | uses up a try |",
        "|---|---|---|---|---|---|",
    ]
    for row in VERDICTS.values():
        counts = "yes" if row.counts_as_attempt else "no"
        if row.is_for_cases_only:
            counts = "cases only"
        final = "yes" if row.is_final else "after retries"
        lines.append(
            f"| {row.sign} | `{row.code}` | {row.title} | {row.help} | {final} | {counts} |"
        )
    return "\n".join(lines) + "\n"
