"""When a submission whose run was lost is tried again, and which lost runs it has to answer for.

A run counts before the risky work, so that code which takes a process down with it cannot do so
for ever. Kills that have nothing to do with the code come in bursts: a machine out of memory, a
restart, a worker that the supervisor starts again. So a retry waits, each time longer, and a run
that ended together with its whole worker is excused: had the code done it, only the process that
graded it would be gone. Excuses are bounded, should some code find a way all the same.
"""

from datetime import timedelta

from django.conf import settings

from grader.models import Submission

# Half a second outlasts the end of a whole worker's processes, two its restart; thirty are longer
# than whatever still has to settle on a machine, and short for who waits.
_FIRST_PAUSE_S = 0.5
_GROWTH = 4
_LONGEST_PAUSE_S = 30.0
# A submission is excused only while its runs are fewer than this many times those allowed.
_PATIENCE = 4


def pause_after(runs: int) -> timedelta:
    """Return how long to wait after so many runs: 0.5, 2, 8, then always 30 seconds."""
    # Bounded before the power, which a row that was graded again and again would make huge.
    pause_s = _FIRST_PAUSE_S * _GROWTH ** min(runs - 1, 10)
    return timedelta(seconds=min(_LONGEST_PAUSE_S, pause_s))


def is_used_up(row: Submission) -> bool:
    """Tell whether a submission had all the runs that it may have."""
    n_allowed: int = settings.GRADER_MAX_RUNS
    return row.runs - row.excused_runs >= n_allowed


def may_be_excused(row: Submission) -> bool:
    """Tell whether there is patience left for a run that ended with its whole worker."""
    n_allowed: int = settings.GRADER_MAX_RUNS
    return row.runs < _PATIENCE * n_allowed
