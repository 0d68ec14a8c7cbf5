"""A queue of ten thousand that nobody takes from: messages in a real Redis, the cost of a look."""

from collections.abc import Iterator
from datetime import timedelta

from celery import current_app
from django.db import connection
from django.db.transaction import atomic
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grader import turns
from grader.claims import sweep
from grader.models import Submission
from grader.publishing import ENOUGH, QUEUE, breaker
from grader.selectors import find_queue_position
from grader.services import create_submission
from tests.benchmarks.registry import Row, bench, time_of

_N = 10_000
_N_STUDENTS = 200
# Ten minutes of sweeps, one every ten seconds.
_N_SWEEPS, _SWEEP_EVERY = 60, timedelta(seconds=10)


@bench
def long_queue() -> Iterator[Row]:
    """Hand in ten thousand, let ten minutes of sweeps pass, and ask for places in the queue."""
    _empty_queue()
    try:
        _hand_in_all()
        yield Row(f"{_N:,} queued: messages", _count_messages(), "", at_most=ENOUGH)
        n_queries, sweep_s = _sweep_all()
        name = f"{_N:,} queued: messages after {_N_SWEEPS} sweeps"
        yield Row(name, _count_messages(), "", at_most=ENOUGH)
        yield Row(f"{_N:,} queued: queries of a sweep, at most", n_queries, "")
        yield Row(f"{_N:,} queued: a sweep", sweep_s * 1000, "ms")
        yield from _looks()
    finally:
        _empty_queue()


def _empty_queue() -> None:
    """Forget every submission and message, this measurement's or another one's."""
    Submission.objects.all().delete()
    breaker.reset()
    with current_app.producer_or_acquire() as producer:
        producer.channel.queue_purge(QUEUE)


def _hand_in_all() -> None:
    """Hand in as the web server does, students in turn, but in one transaction for speed."""
    with atomic():
        for n in range(_N):
            student = f"student {n % _N_STUDENTS}"
            create_submission(problem="conv2d", source=f"# {n}", fairness_key=student)


def _count_messages() -> int:
    with current_app.producer_or_acquire() as producer:
        return int(producer.channel.queue_declare(QUEUE).message_count)


def _sweep_all() -> tuple[int, float]:
    """Return the most queries that one of the sweeps needed, and the median time of another."""
    started, most = timezone.now(), 0
    for step in range(_N_SWEEPS):
        with CaptureQueriesContext(connection) as caught:
            sweep(now=started + step * _SWEEP_EVERY, is_grading_possible=True)
        most = max(most, len(caught))
    took_s = time_of(lambda: sweep(now=started, is_grading_possible=True), n_runs=9)
    return most, took_s


def _looks() -> Iterator[Row]:
    rows = list(turns.in_order())
    for name, row in (("first", rows[0]), ("middle", rows[_N // 2]), ("last", rows[-1])):
        with CaptureQueriesContext(connection) as caught:
            position = find_queue_position(row)
        assert (position, len(caught)) == (rows.index(row) + 1, 1)
        took_s = time_of(lambda row=row: find_queue_position(row), n_runs=25)  # type: ignore[misc]
        yield Row(f"{_N:,} queued: place of the {name}", took_s * 1000, "ms")
