"""Every form that a student can send, with everything that nobody sends: an answer in words.

The forms are those of the matrix, so a new one is tried without a line here. Tests run on SQLite,
which stores what PostgreSQL refuses; a guard between us and the database refuses it in its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.exams.models import Response
from examcenter.exams.services import save_draft
from tests.examcenter.matrix import MATRIX, OK
from tests.examcenter.world import World

FORM = "application/x-www-form-urlencoded"
SAVED = {"answer": "saved before"}
# What pages of students send, whichever of them.
FIELDS = (
    *("answer-answer", "answer-width", "answer-", "answer-__proto__", "note", "sequence", "round"),
    *("next", "part", "number", "page", "sequences", "message", "flagged", "topic"),
    *("misconception", "language", "room_password", "username", "password", "code", "email"),
    *("old_password", "new_password1", "new_password2", "name", "scopes", "confirmed", "secret"),
)
TEXTS = {
    "nothing": b"",
    "NUL": b"7\x00",
    "half a character": b"7\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe7",
    "negative": b"-1",
    "2**63": b"9223372036854775808",
    "2**64": b"18446744073709551616",
    "16 digits": b"9999999999999999",
    "5,000 digits": b"9" * 5000,
    "nan": b"nan",
    "1e999": b"1e999",
    "full-width": "\uff11\uff12".encode(),
    "Arabic digits": "\u0661\u0662".encode(),
    "right to left": "\u200f\u202e21\u202c".encode(),
    "controls": b"\x1b[31m\r\n\x08",
    "a bare word": b"foo",
    "a route": b"exams:exam",
    "another site": b"//evil.example/\\@evil.example",
    "script": b"\"><script>alert(1)</script>{{7*7}}{% now 'Y' %}",
    "a list": b"[[[[[]]]]]",
}
DEEP = b"[" * 100_000 + b"]" * 100_000
# Whole bodies that are no forms, each with the type that it claims to be.
BODIES = {
    "nothing": (FORM, b""),
    "bytes": (FORM, bytes(range(256)) * 4),
    "2 MB": (FORM, b"answer-answer=" + b"9" * (2 * 1024 * 1024)),
    "a million digits": (FORM, b"answer-answer=" + b"9" * 1_000_000),
    "10,001 fields": (FORM, b"&".join(b"answer-%d=1" % n for n in range(10_001))),
    "9,999 answers to one part": (FORM, b"&".join([b"answer-answer=7"] * 9_999)),
    "no such charset": (f"{FORM}; charset=klingon", b"answer-answer=7"),
    "deep JSON": ("application/json", DEEP),
    "JSON": ("application/json", b'{"answer-answer": "7"}'),
    "text": ("text/plain", b"answer-answer=7"),
    "no boundary": ("multipart/form-data", b"--x\r\n\r\n7\r\n--x--"),
    "a boundary that never ends": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="answer-answer"\r\n\r\n7',
    ),
    "a file for an answer": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="answer-answer"; filename="a.py"\r\n\r\n7'
        b"\r\n--x--\r\n",
    ),
}
# Whoever signs out or is done is gone, with or without a form; that is what these are for.
_POSTS = [
    key
    for key, row in MATRIX.items()
    if not key.startswith("api:") and ":" in key and row.post["student"] is OK
]


# To make the world takes longer than to try a form with everything.
_PARTS = [_POSTS[at : at + 8] for at in range(0, len(_POSTS), 8)]


class Refused(Exception):
    """What PostgreSQL would have refused to store or to compare with."""


@contextmanager
def refusing_like_postgresql() -> Iterator[None]:
    """Fail where a text with NUL or half a character, or a number beyond 64 bits, is sent."""

    def guard(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        for row in (params or ()) if many else (params or (),):
            for value in row.values() if isinstance(row, dict) else row:
                text = value if isinstance(value, str) else ""
                is_text = "\x00" not in text and "\\u0000" not in text and "\\ud8" not in text
                is_whole = not isinstance(value, int) or -(2**63) <= value < 2**63
                if not (is_text and is_whole):
                    raise Refused(f"{sql[:200]} with {value!r:.80}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield


@pytest.fixture
def typed(world: World, cast) -> World:
    """Return the world in which Ada has saved an answer."""
    response = Response.objects.get(attempt=world.things["attempt"], number=1)
    save_draft(attempt=response.attempt, number=1, answers=SAVED, now=timezone.now())
    world.things["response"] = response.pk
    return world


def send(world: World, key: str, kind: str, body: bytes, **headers: str) -> Any:
    """Return what Ada gets for a body, and what is stored then; nothing of it stays."""
    client = Client(raise_request_exception=True)
    client.cookies["sessionid"] = world.cookies["student"]
    address = world.address(key, MATRIX[key])
    with transaction.atomic(), refusing_like_postgresql():
        reply = client.generic("POST", address, body, content_type=kind, headers=headers)
        stored = Response.objects.get(pk=world.things["response"]).draft
        transaction.set_rollback(True)
    return reply, stored


def complaint(key: str, name: str, reply: Any) -> str:
    """Return what is wrong with an answer; nothing where it is one in words."""
    if reply.status_code >= 500 and reply.status_code != 503:
        return f"{key}, {name}: {reply.status_code}"
    text = b"".join(reply).decode() if reply.streaming else reply.content.decode()
    if reply.status_code >= 400 and len(text.strip()) < 40:
        return f"{key}, {name}: {reply.status_code} without a word"
    if "<script>alert" in text and "html" in reply.headers["Content-Type"]:
        return f"{key}, {name}: a script in the page"
    location = reply.headers.get("Location", "")
    if "evil" in location.partition("?")[0]:
        return f"{key}, {name}: leads to {location}"
    return ""


@pytest.mark.parametrize("keys", _PARTS, ids=lambda keys: keys[0])
def test_no_text_in_any_field_makes_our_side_fail(typed, keys):
    wrong = []
    for key, (name, text) in product(keys, TEXTS.items()):
        value = quote_from_bytes(text)
        body = "&".join(f"{field}={value}" for field in FIELDS).encode()
        for headers in ({}, {"Accept": "application/json"}):
            reply, stored = send(typed, key, FORM, body, **headers)
            wrong.append(complaint(key, name, reply))
            # An unknown part refuses the save; a part that is answered has the new answer or this.
            if stored != SAVED:
                wrong.append(f"{key}, {name}: {stored} is stored")
    assert [one for one in wrong if one] == []


@pytest.mark.parametrize("keys", _PARTS, ids=lambda keys: keys[0])
def test_no_body_makes_our_side_fail_or_loses_an_answer(typed, keys):
    wrong = []
    for key, (name, (kind, body)) in product(keys, BODIES.items()):
        reply, stored = send(typed, key, kind, body)
        wrong.append(complaint(key, name, reply))
        if stored not in (SAVED, {"answer": "7"}):
            wrong.append(f"{key}, {name}: {str(stored)[:60]} is stored")
    assert [one for one in wrong if one] == []


def test_one_hostile_field_beside_a_good_answer_is_refused_or_the_answer_is_saved(typed):
    fields = ("note", "sequence", "round", "number", "part", "answer-answer")
    for field, (name, text) in product(fields, TEXTS.items()):
        form = {"answer-answer": b"12", field: text}
        body = "&".join(f"{key}={quote_from_bytes(one)}" for key, one in form.items()).encode()
        reply, stored = send(typed, "exams:save", FORM, body, Accept="application/json")
        if reply.status_code == 200:
            sent = form["answer-answer"].decode("utf-8", "replace").replace("\r\n", "\n")
            assert stored == {"answer": sent}, (field, name)
        else:
            words = json.loads(reply.content)
            assert 400 <= reply.status_code < 500, (field, name)
            assert words["code"] and words["title"] and words["detail"] and words["action"]
            assert stored == SAVED, (field, name)


def test_the_forms_of_students_are_all_of_them():
    assert {"exams:save", "exams:check", "exams:submit", "exams:presence"} <= set(_POSTS)
    assert {"practice:check", "practice:next", "accounts:sign_in"} <= set(_POSTS)
    assert len(_POSTS) >= 20


@pytest.mark.parametrize("word", ["foo", "exams:exam", "accounts", "a.b", "//evil.example", "\x00"])
def test_a_way_back_is_a_page_of_ours(practice, cast, word):
    """A bare word was once taken for the name of a route, and failed."""
    client = Client()
    client.force_login(cast.ada, backend="django.contrib.auth.backends.ModelBackend")
    exam = reverse("exams:exam", args=[practice.pk])
    entry = reverse("exams:entry", args=[practice.pk])
    assert client.post(entry, {"next": word})["Location"] == exam
    assert client.get(entry, {"next": word})["Location"] == exam
    chosen = client.post(reverse("accounts:language"), {"language": "de", "next": word})
    assert chosen["Location"] == "/"
    asked = client.get(reverse("accounts:second_factor"), {"next": word})
    assert asked["Location"] in (reverse("courses:home"), reverse("accounts:set_up_second_factor"))
