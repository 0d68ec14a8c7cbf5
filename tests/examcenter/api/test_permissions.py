"""Somebody else's things are not there: their addresses answer as those of nothing do.

Who gets what on which route is said once, in tests/examcenter/matrix.py; this asks of the same rows
what a status alone does not tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from examcenter.exams.models import Attempt
from tests.examcenter.matrix import MATRIX, Outcome, Row
from tests.examcenter.world import World, route_of

METHODS = ("get", "post", "put", "patch", "delete")
# Whoever is in no course, and whoever teaches another one.
OUTSIDERS = ("other_student", "other_teacher")
# Addresses of the bank are names, and no secret.
UNKNOWN: dict[type, Any] = {UUID: uuid4, int: lambda: 31_999, str: lambda: "no-such-thing"}
# What an answer says of its own address.
OWN_ADDRESS = ("instance",)


def closed_rows(role: str) -> Iterator[tuple[str, str, Row]]:
    """Yield the operations on things that are not there for somebody."""
    for key, row in MATRIX.items():
        for method in METHODS:
            is_closed = getattr(row, method)[role] is Outcome.MISSING
            if key.startswith("api:") and row.arguments and is_closed:
                yield key, method, row


def told_by(reply: Any) -> tuple[int, str, dict[str, Any]]:
    """Return all that an answer tells."""
    document = {name: value for name, value in reply.json().items() if name not in OWN_ADDRESS}
    return reply.status_code, reply["Content-Type"], document


@pytest.mark.parametrize("role", OUTSIDERS)
def test_what_is_not_ones_own_answers_as_what_was_never_there(world, role):
    differing = []
    for key, method, row in closed_rows(role):
        there = told_by(world.call(role, method, world.address(key, row), row.form))
        nowhere = World(world.cookies, {**world.things, **made_up(world, row)})
        nothing = told_by(nowhere.call(role, method, nowhere.address(key, row), row.form))
        assert there[:2] == (404, "application/problem+json"), key
        if there != nothing:
            differing.append(f"{method} {key}: {json.dumps(there)} and {json.dumps(nothing)}")
    assert differing == []


def made_up(world: World, row: Row) -> dict[str, Any]:
    """Return another value for each part of an address: one that nothing has."""
    return {name: UNKNOWN[type(world.things[name])]() for name in row.arguments}


@pytest.mark.parametrize("role", ["anonymous", "classmate", *OUTSIDERS])
def test_whoever_is_refused_has_changed_nothing(world, role):
    attempt = Attempt.objects.get()
    before = list(Attempt.objects.values()), list(attempt.responses.order_by("pk").values())
    for key, row in MATRIX.items():
        for method in METHODS:
            if route_of(key).startswith("api:") and getattr(row, method)[role] is not Outcome.OK:
                # As `World.call`, but for undoing what it did.
                send(world, role, method, world.address(key, row), row.form)
    assert (
        list(Attempt.objects.values()),
        list(attempt.responses.order_by("pk").values()),
    ) == before


def send(world: World, role: str, method: str, address: str, form: Any) -> None:
    world.client.raise_request_exception = False
    world.client.cookies.clear()
    if role in world.cookies:
        world.client.cookies["sessionid"] = world.cookies[role]
    data = {} if method == "get" else {"data": form or {}, "content_type": "application/json"}
    getattr(world.client, method)(address, **data)


@pytest.mark.parametrize("address", ["courses", "exams", "attempts", "integrations", "webhooks"])
def test_whoever_is_in_no_course_finds_empty_lists(api, cast, world, address):
    listed = api(cast.carol).get(f"/api/v1/{address}")
    assert (listed.status_code, listed.json()["results"]) == (200, [])
