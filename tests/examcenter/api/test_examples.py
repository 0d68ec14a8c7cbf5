"""Every example of the OpenAPI document is sent, and its answer held to the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import transaction

from examcenter.api import document as words
from examcenter.api.document import PATH, operations_of
from examcenter.authoring.services import proofs
from tests.examcenter.api.documented import DocumentedClient, document
from tests.examcenter.api.example_world import World, build_world
from tests.examcenter.tokens import bearer_of

COMMITTED: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
OPERATIONS = {
    operation["operationId"]: (path, method, operation)
    for path, method, operation in operations_of(COMMITTED)
}
# Their addresses are signed, by the job that made the file.
SIGNED = {"read_job_file"}
# Small enough that a slow machine tells of each within the time of one test.
NAMES = sorted(OPERATIONS)
PARTS = [NAMES[at : at + 12] for at in range(0, len(NAMES), 12)]


@pytest.fixture
def world(db, tmp_path, monkeypatch) -> World:
    """Return the world of the examples, whose proofs wait for a worker that never comes."""
    monkeypatch.setattr(proofs, "call_worker", lambda run: None)
    return build_world(tmp_path)


def clients_of(world: World) -> Iterator[DocumentedClient]:
    """Yield who may ask: what a program may not do, its teacher or its student does."""
    headers = [f"Bearer {world.program}", f"Bearer {world.site_program}"]
    headers += [bearer_of(user) for user in (world.teacher, world.student, world.staff)]
    for header in headers:
        client = DocumentedClient()
        client.credentials(HTTP_AUTHORIZATION=header)
        yield client


def address_of(path: str, operation: dict[str, Any]) -> str:
    """Return the address that the examples of the parameters give."""
    values = {
        parameter["name"]: parameter.get("example")
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "path"
    }
    missing = [name for name, value in values.items() if value is None]
    assert not missing, f"{path}: no example for {missing}; add it to examcenter/api/examples.py"
    return re.sub(r"{(\w+)}", lambda match: str(values[match[1]]), path)


def bodies_of(operation: dict[str, Any]) -> list[Any]:
    """Return the bodies of the examples; nothing where none is needed."""
    body = operation.get("requestBody")
    if body is None:
        return [None]
    shown = body["content"]["application/json"].get("examples", {})
    name = operation["operationId"]
    assert shown or not body.get("required"), f"{name}: no example of its body"
    return [example["value"] for example in shown.values()] or [None]


def answer_to(world: World, method: str, address: str, body: Any, *, has_match: bool) -> list[int]:
    """Return what each who may ask gets, up to the first who is let; nothing of it stays."""
    statuses = []
    more = {"HTTP_IF_MATCH": "*"} if has_match else {}
    for client in clients_of(world):
        with transaction.atomic():
            data = {} if body is None or method == "get" else {"data": body}
            response = getattr(client, method)(address, **data, **more)
            transaction.set_rollback(True)
        statuses.append(response.status_code)
        if 200 <= response.status_code < 300:
            break
    return statuses


@pytest.mark.parametrize("names", PARTS, ids=lambda names: names[0])
def test_every_example_is_answered_as_the_document_says(names, world):
    wrong = []
    for name in names:
        path, method, operation = OPERATIONS[name]
        has_match = any(one["name"] == "If-Match" for one in operation.get("parameters", ()))
        for body in bodies_of(operation):
            address = address_of(path, operation)
            expected = {400} if name in SIGNED else range(200, 300)
            statuses = answer_to(world, method, address, body, has_match=has_match)
            if statuses[-1] not in expected:
                wrong.append(f"{name}: {method} {address} is answered {statuses}")
    assert wrong == [], "\n".join(wrong)


def test_the_committed_document_is_what_the_code_says():
    call_command("write_openapi", "--check")
    assert document() == COMMITTED


def test_a_document_that_is_not_what_the_code_says_is_found(tmp_path, monkeypatch):
    stale = tmp_path / "openapi.yaml"
    stale.write_text(PATH.read_text(encoding="utf-8").replace("Read an event", "Read it"))
    monkeypatch.setattr(words, "PATH", stale)
    with pytest.raises(CommandError, match="manage.py write_openapi"):
        call_command("write_openapi", "--check")


def test_every_operation_has_words_and_a_tag():
    for path, method, operation in OPERATIONS.values():
        where = f"{method} {path}"
        assert operation.get("summary") and operation.get("description"), where
        (tag,) = operation["tags"]
        assert tag in words.TAGS, f"{where}: add words for {tag} to examcenter/api/document.py"
    assert COMMITTED["servers"] and COMMITTED["info"]["description"]
    schemes = COMMITTED["components"]["securitySchemes"]
    assert {scheme["type"] for scheme in schemes.values()} == {"http", "apiKey"}
