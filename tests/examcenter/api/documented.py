"""A client that holds every answer to what the OpenAPI document says of it."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from rest_framework.test import APIClient

# What any address can answer; the document lists what is particular to an operation.
_ANYWHERE = frozenset({405, 406, 500})
_NOT_JSON = ("api/v1/schema", "api/v1/docs")


@cache
def document() -> dict[str, Any]:
    """Return the document as it is generated from the code."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    plain: dict[str, Any] = json.loads(json.dumps(schema))
    return plain


def problems_of(method: str, response: HttpResponse) -> list[str]:
    """Return how an answer differs from what the document says."""
    try:
        route = response.resolver_match.route  # type: ignore[attr-defined]
    except Http404:
        # The test client resolves the address only now, and there is none.
        return []
    if route in _NOT_JSON or response.status_code in _ANYWHERE:
        return []
    path = "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route)
    operation = document()["paths"].get(path, {}).get(method.lower())
    if operation is None:
        return [f"{method} {path} is not in the document"]
    answer = operation["responses"].get(str(response.status_code))
    if answer is None:
        return [f"{method} {path} answered {response.status_code}, which is not in the document"]
    if "content" not in answer:
        return [f"{method} {path} answered with a body"] if response.content else []
    kind = response["Content-Type"].split(";")[0]
    if kind not in answer["content"]:
        return [f"{method} {path} answered {kind}, expected {', '.join(answer['content'])}"]
    if response.streaming or not kind.endswith("json"):
        # A file, which is read once: by the test.
        return []
    schema = {**answer["content"][kind]["schema"], "components": document()["components"]}
    validator = Draft202012Validator(schema)
    return [
        f"{method} {path} {response.status_code} {error.json_path}: {error.message[:200]}"
        for error in validator.iter_errors(json.loads(response.content))
    ]


class DocumentedClient(APIClient):
    """An API client under which an undocumented answer fails the test."""

    default_format = "json"

    def request(self, **environ: Any) -> Any:
        """Send the request and hold the answer to the document."""
        response = super().request(**environ)
        found = problems_of(environ["REQUEST_METHOD"], response)
        assert not found, "\n".join(found)
        return response
