"""Every role by every page and every operation: nobody is let through whom the table leaves out.

The addresses are those that Django knows, so a route without a row in `matrix` fails here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from examcenter.accounts.models import User
from tests.examcenter.matrix import MATRIX, NOBODY, ROLES, Outcome, Row
from tests.examcenter.world import route_of

SIGN_IN = "/accounts/sign-in/"
# What a form that says nothing may come to, once its sender was let through.
_PAST_THE_GATE = {200, 201, 202, 204, 302, 303, 400, 409, 410, 412, 413, 415, 422, 428, 503}


def _routes(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _routes(pattern.url_patterns, namespace + inner)
        else:
            assert isinstance(pattern, URLPattern)
            yield namespace + (pattern.name or str(pattern.pattern))


def outcome_of(reply: HttpResponseBase) -> Outcome:
    """Return what a reply means for who asked."""
    code = "" if reply.streaming else _code_of(reply)
    if reply.headers.get("Location", "").startswith(SIGN_IN) and "?next=" in reply["Location"]:
        return Outcome.SIGN_IN
    if reply.status_code in (401, 403) and code in ("not_authenticated", "authentication_failed"):
        return Outcome.SIGN_IN
    if reply.status_code == 401 and code == "wrong_password":
        return Outcome.OK
    known = {403: Outcome.FORBIDDEN, 404: Outcome.MISSING, 405: Outcome.REFUSED}
    if reply.status_code in known:
        return known[reply.status_code]
    assert reply.status_code in _PAST_THE_GATE, f"{reply.status_code} is no answer"
    return Outcome.OK


def _code_of(reply: Any) -> str:
    if "json" not in reply.headers.get("Content-Type", ""):
        return ""
    document = reply.json()
    return str(document.get("code", "")) if isinstance(document, dict) else ""


KEYS = list(MATRIX)
# Small enough that a slow machine tells of each within the time of one test.
PARTS = [KEYS[at : at + 12] for at in range(0, len(KEYS), 12)]


def asked_of(key: str, row: Row) -> Iterator[tuple[str, str, Outcome]]:
    """Yield every method and role with what it should come to.

    A method that nobody may use is tried by three: the router refuses it before it knows a role.
    """
    more = ("put", "patch", "delete") if key.startswith("api:") else ()
    for method in ("get", "post", *more):
        policy = getattr(row, method)
        for role in ("anonymous", "student", "owner") if policy == NOBODY else ROLES:
            yield method, role, policy[role]


def test_every_route_has_a_row_and_every_row_a_route():
    routes = set(_routes(get_resolver().url_patterns))
    rows = {route_of(key) for key in MATRIX}
    assert sorted(routes - rows) == [], "decide in tests/examcenter/matrix.py who may call these"
    assert sorted(rows - routes) == [], "these are in the matrix only"


@pytest.mark.parametrize("keys", PARTS, ids=lambda keys: keys[0])
def test_nobody_is_let_through_whom_the_table_leaves_out(keys, world):
    wrong = []
    for key in keys:
        row = MATRIX[key]
        address = world.address(key, row)
        for method, role, expected in asked_of(key, row):
            found = outcome_of(world.call(role, method, address, row.form))
            is_refused = expected is Outcome.REFUSED and found is not Outcome.OK
            if found is not expected and not is_refused:
                wrong.append(f"{method} {key} as {role}: {found.name}, not {expected.name}")
    assert wrong == [], "\n".join(wrong)


def test_the_matrix_asks_of_every_role_and_every_method():
    asked = [question for key, row in MATRIX.items() for question in asked_of(key, row)]
    assert {role for _, role, _ in asked} == set(ROLES)
    assert {outcome for *_, outcome in asked} == set(Outcome)
    assert len(asked) > 10 * len(MATRIX)


def test_no_form_is_taken_without_its_token(world):
    taken = []
    for key, row in MATRIX.items():
        if key.startswith("api:") or row.post["owner"] is not Outcome.OK or ":" not in key:
            continue
        role = "student" if row.post["teacher"] is Outcome.MISSING else "owner"
        address = world.address(key, row)
        reply = world.call(role, "post", address, row.form, enforce_csrf_checks=True)
        if reply.status_code != 403:
            taken.append(f"{key}: {reply.status_code}")
    assert taken == []


def test_between_password_and_code_there_is_nothing(world, cast):
    User.objects.filter(pk=cast.tess.pk).update(second_factor_at=timezone.now())
    allowed = {
        "accounts:second_factor",
        "accounts:set_up_second_factor",
        "accounts:sign_out",
        "accounts:language",
    }
    passed = []
    for key, row in MATRIX.items():
        address = world.address(key, row)
        for method in ("get", "post"):
            reply = world.call("teacher", method, address, row.form)
            is_turned = reply.headers.get("Location", "").startswith("/accounts/second-factor/")
            is_told = reply.status_code == 403 and _code_of(reply) == "second_factor_required"
            if route_of(key) not in allowed and not (is_turned or is_told):
                passed.append(f"{method} {key}: {reply.status_code}")
    assert passed == []
