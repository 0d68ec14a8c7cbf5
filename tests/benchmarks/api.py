"""What the REST interface costs beside the pages: an answer is saved by both, turn by turn."""

import gc
import json
import time
from collections.abc import Callable, Iterator
from statistics import median

from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.crypto import get_random_string

from examcenter.accounts.models import User
from examcenter.courses.models import Course, Enrollment
from examcenter.exams.models import Exam, Response, Section, Slot
from examcenter.exams.services import start_attempt
from examcenter.integrations.services import issue_personal_token
from questions.models import Question
from tests.benchmarks.registry import Row, bench

_N_WARM_UP = 50
_N_ROUNDS = 400
_SERVER = "localhost"


@bench
def api_save() -> Iterator[Row]:
    """Save an answer over the interface and by the page's script, one after the other."""
    by_page, by_api = _saves()
    pages: list[float] = []
    answers: list[float] = []
    gc.collect()
    for turn in range(_N_WARM_UP + _N_ROUNDS):
        # Who comes first takes turns as well.
        first, second = ((by_page, pages), (by_api, answers))[:: 1 if turn % 2 else -1]
        for send, times in (first, second):
            times.append(send(f"{turn % 90 + 10}"))
    page_s, api_s = median(pages[_N_WARM_UP:]), median(answers[_N_WARM_UP:])
    yield Row("a save by the page", page_s * 1000, "ms")
    yield Row("a save over the interface", api_s * 1000, "ms")
    yield Row("a save over the interface, by the page's", api_s / page_s, "x", at_most=1.3)


def _saves() -> tuple[Callable[[str], float], Callable[[str], float]]:
    """Return what saves an answer by page and by interface, each with its own session or token."""
    user, response = _sit()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    guard = get_random_string(32)
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={guard}"
    script = {"Cookie": cookies, "X-CSRFToken": guard, "Accept": "application/json"}
    _, token = issue_personal_token(user=user, now=timezone.now())
    (part,) = [part["name"] for part in response.variant["parts"]][:1]
    page = f"/attempts/{response.attempt_id}/{response.number}/save/"
    address = f"/api/v1/attempts/{response.attempt_id}/responses/{response.number}"
    sequence = iter(range(1, 1_000_000))

    def by_page(text: str) -> float:
        form = {f"answer-{part}": text, "sequence": str(next(sequence)), "round": "0"}
        return _time("post", page, form, script)

    def by_api(text: str) -> float:
        body = {"answers": {part: text}, "sequence": next(sequence)}
        return _time("put", address, json.dumps(body), {"Authorization": f"Bearer {token}"})

    return by_page, by_api


def _sit() -> tuple[User, Response]:
    course, _ = Course.objects.get_or_create(slug="api-bench", defaults={"title": "Bench"})
    user, _ = User.objects.get_or_create(username="api-bench")
    user.set_password("convolve-bench")
    user.save()
    Enrollment.objects.get_or_create(course=course, user=user)
    exam = Exam.objects.create(
        course=course, title="Bench", slug="api-bench", published_at=timezone.now()
    )
    section = Section.objects.create(exam=exam, position=1)
    question = Question.objects.get(slug="conv-output-size")
    Slot.objects.create(section=section, position=1, question=question, points=1)
    attempt = start_attempt(user=user, exam_id=exam.pk, now=timezone.now())
    return user, Response.objects.get(attempt=attempt)


_HANDLER = WSGIHandler()


def _time(method: str, address: str, data: object, headers: dict[str, str]) -> float:
    """Return how long the whole service took for a request, middleware and all, but no network."""
    kind = {"content_type": "application/json"} if isinstance(data, str) else {}
    request = getattr(RequestFactory(headers=headers), method)(
        address, data, SERVER_NAME=_SERVER, **kind
    )
    statuses: list[str] = []
    environ = request.environ
    started = time.perf_counter()
    chunks = _HANDLER(environ, lambda status, _headers, _error=None: statuses.append(status))
    body = b"".join(chunks)
    took_s = time.perf_counter() - started
    chunks.close()
    assert statuses[0].startswith("200"), f"{address}: {statuses[0]} {body[:300]!r}"
    return took_s
