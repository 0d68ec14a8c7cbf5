"""Completes the OpenAPI document: scopes, examples, and the words around the operations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from examcenter.api.examples import body_of, parameter_of
from examcenter.integrations.scopes import OPEN, SCOPES

PATH = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
_METHODS = ("get", "put", "post", "patch", "delete")
# In the order in which they are read.
TAGS = {
    "courses": "Courses with their people and groups; the LMS's own ids name all of them.",
    "questions": "The bank: questions, versions with their certificates, variants.",
    "exams": "Exams: definition, room, sittings, grades, statistics.",
    "attempts": "One sitting: questions, answers, checks, code, the end.",
    "submissions": "Code that was sent, and its verdict.",
    "accommodations": "More time, other windows and further tries, for people and groups.",
    "events": "What happened, in order, for programs that ask.",
    "webhooks": "Addresses that are told of events, and the log of what was sent.",
    "integrations": "Programs that work in a course or in the whole site.",
    "tokens": "What a program or a person shows to be let in.",
    "oauth": "Tokens of an hour, for programs that speak OAuth 2.",
    "jobs": "Work that takes longer than a request.",
}


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Return the document with scopes, examples and tags; a hook of drf-spectacular."""
    scopes = _scopes_of(generator)
    used: set[str] = set()
    for path, method, operation in operations_of(result):
        used.update(operation.get("tags", ()))
        _add_scope(operation, scopes.get((path, method), ""))
        _add_examples(operation)
    result["tags"] = [
        {"name": name, "description": TAGS[name]} for name in TAGS if name in used
    ] + [{"name": name} for name in sorted(used - set(TAGS))]
    return result


def operations_of(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the path, the method and the content of every operation."""
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield path, method, item[method]


def _scopes_of(generator: Any) -> dict[tuple[str, str], str]:
    found = {}
    for path, _, method, view in generator._get_paths_and_endpoints():
        handler = getattr(view, method.lower(), None)
        found[path, method.lower()] = str(getattr(handler, "scope", ""))
    return found


def _add_scope(operation: dict[str, Any], scope: str) -> None:
    if scope in SCOPES:
        operation["x-scope"] = scope
        words = f"A token needs the scope `{scope}`."
        operation["description"] = f"{operation.get('description', '').strip()}\n\n{words}".strip()
    elif scope == OPEN:
        operation["x-scope"] = OPEN


def _add_examples(operation: dict[str, Any]) -> None:
    name = operation["operationId"]
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path" and "example" not in parameter:
            example = parameter_of(name, parameter["name"])
            if example is not None:
                parameter["example"] = example
    shown = body_of(name)
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is not None and shown is not None and "examples" not in content:
        summary, value = shown
        content["examples"] = {"example": {"summary": summary, "value": value}}


def text_of(document: dict[str, Any]) -> str:
    """Return the document as it is committed."""
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
