"""How long a roster of 10,000 people takes over the REST interface: made, repeated, taken out."""

import json
import time
from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.utils import timezone

from examcenter.courses.models import Course, Enrollment
from examcenter.integrations.services import create_integration
from tests.benchmarks.registry import Row, bench

_N_PEOPLE = 10_000
_N_GROUPS = 40


@bench
def roster_of_ten_thousand() -> Iterator[Row]:
    """Send a whole roster, send it again, and send an empty one."""
    course, _ = Course.objects.get_or_create(slug="roster-bench", defaults={"title": "Bench"})
    Enrollment.objects.filter(course=course).delete()
    _, token = create_integration(
        name="roster-bench",
        course=course,
        scopes=["roster:write"],
        now=timezone.now(),
    )
    client = Client(
        headers={"Authorization": f"Bearer {token}", "Host": "localhost"},
        raise_request_exception=True,
    )
    people = [
        {
            "external_id": f"sis:{number}",
            "email": f"roster-bench-{number}@example.org",
            "given_name": "Given",
            "family_name": f"Name {number}",
            "role": "student",
            "groups": [f"Section {number % _N_GROUPS}"],
        }
        for number in range(_N_PEOPLE)
    ]
    worked = time.process_time()
    made = _send(client, course, people, "created")
    worked = time.process_time() - worked
    again = _send(client, course, people, "unchanged")
    left = _send(client, course, [], "removed")
    yield Row("roster of 10,000 new people, one call", made, "s", at_most=10)
    yield Row("roster of 10,000 new people, CPU", worked, "s")
    yield Row("the same roster again", again, "s", at_most=10)
    yield Row("10,000 people taken out, one call", left, "s", at_most=10)


def _send(client: Client, course: Course, people: list[dict[str, Any]], outcome: str) -> float:
    """Return how long a roster took; everybody has to come to the same."""
    body = json.dumps({"mode": "replace", "enrollments": people})
    started = time.perf_counter()
    answer = client.put(
        f"/api/v1/courses/{course.pk}/enrollments", body, content_type="application/json"
    )
    taken = time.perf_counter() - started
    if answer.status_code != 200 or answer.json()["counts"][outcome] != _N_PEOPLE:
        raise RuntimeError(f"found {answer.status_code} {answer.content[:300]!r}")
    return taken
