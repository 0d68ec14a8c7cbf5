"""A program of its own: many write to one log, some of them in vain, while several seal it.

In the tests' database there is one connection; here each thread has its own. It prints what it
found as JSON; nothing in it depends on who wins.
"""

from __future__ import annotations

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")
django.setup()

from django.db import OperationalError, connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from examcenter.courses.models import Course  # noqa: E402
from examcenter.exams import audit  # noqa: E402
from examcenter.exams.models import AuditEntry  # noqa: E402
from tests.examcenter.making import make_course  # noqa: E402

N_WRITERS, N_SEALERS, N_EACH = 4, 3, 40


class Undone(Exception):
    """Takes a transaction back."""


def write(course: Course, writer: int) -> int:
    """Write entries, every third in a transaction that is taken back; return how many stay."""
    n_kept = 0
    try:
        for number in range(N_EACH):
            try:
                with transaction.atomic():
                    audit.record(
                        action="adjusted",
                        course=course,
                        now=timezone.now(),
                        data={"writer": writer, "n": number},
                    )
                    if number % 3 == 2:
                        raise Undone
                n_kept += 1
            except (Undone, OperationalError):
                # A database that is busy takes the entry back with the transaction.
                continue
    finally:
        connection.close()
    return n_kept


def seal_until(stop: threading.Event) -> int:
    """Seal again and again; return how many entries that were."""
    n_sealed = 0
    try:
        while not stop.is_set():
            try:
                n_sealed += audit.seal_entries()
            except OperationalError:
                continue
            stop.wait(0.002)
    finally:
        connection.close()
    return n_sealed


def work() -> dict[str, Any]:
    """Let all of them work at once, and return how the log stands."""
    audit.BATCH = 7
    courses = [make_course("vision"), make_course("other")]
    stop = threading.Event()
    with ThreadPoolExecutor(N_WRITERS * 2 + N_SEALERS) as pool:
        sealers = [pool.submit(seal_until, stop) for _ in range(N_SEALERS)]
        writers = [
            pool.submit(write, course, writer) for course in courses for writer in range(N_WRITERS)
        ]
        n_kept = sum(writer.result() for writer in writers)
        stop.set()
        n_sealed = sum(sealer.result() for sealer in sealers)
    n_sealed += audit.seal_entries()
    chains = [audit.verify_course(course) for course in courses]
    return {
        "problems": [chain.problem for chain in chains],
        "n_unsealed": sum(chain.n_unsealed for chain in chains),
        "all_kept": sum(chain.n_entries for chain in chains) == n_kept == n_sealed,
        "many": n_kept > N_WRITERS * N_EACH,
        "in_order": all(_is_in_order(course) for course in courses),
    }


def _is_in_order(course: Course) -> bool:
    """Tell whether what one writer wrote later has the higher number."""
    rows = AuditEntry.objects.filter(course=course).order_by("sequence").values_list("data")
    told = [row[0] for row in rows]
    return all(
        [row["n"] for row in told if row["writer"] == writer]
        == sorted(row["n"] for row in told if row["writer"] == writer)
        for writer in range(N_WRITERS)
    )


if __name__ == "__main__":
    print(json.dumps(work()))  # noqa: T201
