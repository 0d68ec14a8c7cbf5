"""A student's way through an exam, with the queries of each step and how they are carried out."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.load.browser import attribute
from tests.load.growth import Place

# Whoever reads one of these from end to end makes every page slower with every year.
GROWING = (
    "accounts_user",
    "courses_enrollment",
    "accounts_session",
    "exams_attempt",
    "exams_check",
    "exams_message",
    "exams_presence",
    "exams_response",
    "exams_responsesubmission",
    "exams_roomevent",
    "grader_submission",
)
# PostgreSQL's settings that make it plan a few thousand rows as it would plan many more.
_AS_IF_LARGE = {
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "work_mem": "64kB",
    "hash_mem_multiplier": "1",
}
_ALIAS = re.compile(r'"(\w+)" "?([TU]\d+)"?')


@dataclass
class Step:
    """What one request asked the database."""

    queries: list[str] = field(default_factory=list)
    # Tables that grow and were read from end to end, each with the query.
    scans: list[str] = field(default_factory=list)
    time_s: float = 0.0

    @property
    def n(self) -> int:
        """How many queries there were."""
        return len(self.queries)


def walk(place: Place) -> dict[str, Step]:
    """Look at everything, sit the exam from start to end, and return each step by its name."""
    client = Client(headers={"host": "localhost"})
    client.force_login(place.student, backend="django.contrib.auth.backends.ModelBackend")
    steps: dict[str, Step] = {}

    def take(name: str, ask: Callable[[], Any], status: int = 200) -> Any:
        with _watch() as steps[name]:
            reply = ask()
        assert reply.status_code == status, f"{name}: {reply.status_code} {reply.content[:800]!r}"
        return reply

    exam = reverse("exams:exam", args=[place.exam.pk])
    take("home", lambda: client.get("/"))
    take("course", lambda: client.get(reverse("courses:course", args=[place.course.pk])))
    take("exam", lambda: client.get(exam))
    question = take("start", lambda: client.post(f"{exam}start/"), 302)["Location"]
    page = take("question", lambda: client.get(question)).content.decode()
    name = re.findall(r'name="(answer-[^"]+)"', page)[0]
    take(
        "save",
        lambda: client.post(
            f"{question}save/",
            {name: "7", "sequence": "1"},
            headers={"accept": "application/json"},
        ),
    )
    sign = attribute(page, "data-presence")
    if sign:
        take(
            "presence",
            lambda: client.post(sign, {"number": "1"}, headers={"accept": "application/json"}),
        )
    attempt = question.rsplit("/", 2)[0]
    take("finish page", lambda: client.get(f"{attempt}/finish/"))
    take("finish", lambda: client.post(f"{attempt}/finish/"), 302)
    take("result", lambda: client.get(f"{attempt}/result/"))
    return steps


def grown_steps(small: Mapping[str, int], large: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Return the steps that asked the database another number of times in the larger course."""
    return {name: (n, large[name]) for name, n in small.items() if n != large[name]}


@contextmanager
def _watch() -> Iterator[Step]:
    """Note every query of a block, and afterwards how the database carries it out."""
    step = Step()
    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        # Of a query for many rows, the first tells how it is carried out.
        seen.append((sql, params[0] if many else params))
        return execute(sql, params, many, context)

    began = time.perf_counter()
    with connection.execute_wrapper(note):
        yield step
    step.time_s = time.perf_counter() - began
    for sql, params in seen:
        step.queries.append(sql)
        if sql.startswith(("SELECT", "UPDATE", "DELETE")):
            step.scans += [f"{table}: {sql[:400]}" for table in _scanned(sql, params)]


def _scanned(sql: str, params: Any) -> list[str]:
    """Return the growing tables that a query reads from end to end."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            words = [str(row[3]).split() for row in cursor.fetchall()]
            names = [line[1] for line in words if line[0] == "SCAN"]
        else:
            # Of a few thousand rows PostgreSQL rightly reads all; what it would do with many more
            # shows when that is made dear.
            for name, value in _AS_IF_LARGE.items():
                cursor.execute(f"SET {name} = '{value}'")
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            (plan,) = cursor.fetchone()
            for name in _AS_IF_LARGE:
                cursor.execute(f"RESET {name}")
            names = list(_read_whole(json.loads(plan) if isinstance(plan, str) else plan))
    tables = {alias: table for table, alias in _ALIAS.findall(sql)}
    return [table for name in names if (table := tables.get(name, name)) in GROWING]


def _read_whole(plan: Any) -> Iterator[str]:
    """Yield the tables that PostgreSQL reads without a condition on an index, wherever they are."""
    if isinstance(plan, list):
        for part in plan:
            yield from _read_whole(part)
    elif isinstance(plan, dict):
        if "Relation Name" in plan and "Scan" in plan["Node Type"]:
            is_bitmap = plan["Node Type"] == "Bitmap Heap Scan"
            if not (is_bitmap or "Index Cond" in plan):
                yield str(plan["Relation Name"])
        for part in plan.values():
            if isinstance(part, list | dict):
                yield from _read_whole(part)
