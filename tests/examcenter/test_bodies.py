"""Requests that break off or do not say how long they are: nothing of them is taken."""

from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, FakePayload, encode_multipart
from django.utils import timezone

from examcenter.bodies import announcing_breaks
from examcenter.exams.services import save_draft, start_attempt
from tests.examcenter.making import current

BACKEND = "django.contrib.auth.backends.ModelBackend"
FORM = "application/x-www-form-urlencoded"
SAVED = {"answer": "saved before"}


class Reset(BytesIO):
    """A body whose connection is reset once its first bytes were read."""

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        if size and not data:
            raise ConnectionResetError(104, "Connection reset by peer")
        return data


@pytest.fixture
def attempt(cast, timed):
    attempt = start_attempt(user=cast.ada, exam_id=timed.pk, now=timezone.now())
    save_draft(attempt=attempt, number=1, answers=SAVED, now=timezone.now())
    return attempt


@pytest.fixture
def serve(cast):
    """Return a function that lets the web server's application answer a request of Ada's."""
    client: Any = Client()
    client.force_login(cast.ada, backend=BACKEND)
    cookie = client.cookies["sessionid"].value

    def answer(
        path: str, body: Any, length: int | None, kind: str, **environ: str
    ) -> tuple[int, str]:
        heads: list[Any] = []
        request = {
            **client._base_environ(),
            "REQUEST_METHOD": "PUT" if "/api/" in path else "POST",
            "PATH_INFO": path,
            "CONTENT_TYPE": kind,
            "HTTP_COOKIE": f"sessionid={cookie}; csrftoken={'x' * 32}",
            "HTTP_X_CSRFTOKEN": "x" * 32,
            "HTTP_ACCEPT": "application/json",
            "wsgi.input": body,
            **environ,
        }
        if length is None:
            request.pop("CONTENT_LENGTH", None)
        else:
            request["CONTENT_LENGTH"] = str(length)
        application = announcing_breaks(WSGIHandler())
        text = b"".join(application(request, lambda *head: heads.append(head))).decode()
        return int(heads[0][0].split()[0]), text

    return answer


def bodies(text: str) -> list[tuple[str, bytes]]:
    """Return a save as its three kinds of body: of a form, of a script, and of a program."""
    return [
        (FORM, f"round=0&sequence=7&answer-answer={text}".encode()),
        (
            MULTIPART_CONTENT,
            encode_multipart(BOUNDARY, {"round": "0", "sequence": "7", "answer-answer": text}),
        ),
        ("application/json", f'{{"sequence": 7, "answers": {{"answer": "{text}"}}}}'.encode()),
    ]


def address(attempt, kind):
    if "json" in kind:
        return f"/api/v1/attempts/{attempt.pk}/responses/1"
    return f"/attempts/{attempt.pk}/1/save/"


@pytest.mark.parametrize("stream", [BytesIO, Reset])
@pytest.mark.parametrize("kind", [0, 1, 2], ids=["form", "script", "program"])
def test_what_breaks_off_is_not_taken_and_what_was_saved_stays(serve, attempt, stream, kind):
    content_type, body = bodies("1234567890")[kind]
    for cut in (0, 1, len(body) // 2, len(body) - 5, len(body) - 1):
        status, text = serve(
            address(attempt, content_type), stream(body[:cut]), len(body), content_type
        )
        assert (status, "request_broke_off" in text) == (400, True), (cut, text)
        assert current(attempt, 1).draft == SAVED


@pytest.mark.parametrize("kind", [0, 1, 2], ids=["form", "script", "program"])
def test_what_arrives_whole_is_taken(serve, attempt, kind):
    content_type, body = bodies("1234567890")[kind]
    # What follows on the same connection is no part of it.
    stream = BytesIO(body + b"POST /next HTTP/1.1\r\n")
    status, text = serve(address(attempt, content_type), stream, len(body), content_type)
    assert status == 200, text
    assert current(attempt, 1).draft == {"answer": "1234567890"}


@pytest.mark.parametrize("kind", [0, 1, 2], ids=["form", "script", "program"])
def test_a_body_in_pieces_is_refused_and_not_read_as_an_empty_one(serve, attempt, kind):
    content_type, body = bodies("1234567890")[kind]
    status, text = serve(
        address(attempt, content_type),
        FakePayload(body),
        None,
        content_type,
        HTTP_TRANSFER_ENCODING="chunked",
    )
    assert (status, "length_required" in text) == (411, True)
    assert current(attempt, 1).draft == SAVED


def test_a_save_that_names_no_field_empties_none(serve, attempt):
    status, text = serve(f"/attempts/{attempt.pk}/1/save/", BytesIO(b"sequence=9"), 10, FORM)
    assert (status, "nothing_sent" in text) == (400, True)
    assert current(attempt, 1).draft == SAVED


def test_boxes_of_which_none_is_ticked_are_an_answer(serve, attempt):
    body = b"round=0&sequence=9"
    status, _ = serve(f"/attempts/{attempt.pk}/1/save/", BytesIO(body), len(body), FORM)
    assert status == 200
    assert current(attempt, 1).draft == {}
