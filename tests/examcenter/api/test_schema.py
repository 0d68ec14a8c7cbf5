"""The OpenAPI document and its pages."""

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from drf_spectacular.validation import validate_schema

from tests.examcenter.api import documented


@pytest.fixture(name="document")
def _document():
    return documented.document()


def test_the_document_is_generated_without_a_warning(tmp_path):
    target = tmp_path / "schema.yml"
    call_command("spectacular", file=str(target), validate=True, fail_on_warn=True)

    assert yaml.safe_load(target.read_text())["openapi"].startswith("3.1")


def test_the_document_is_valid_openapi(document):
    validate_schema(document)


def test_every_operation_says_how_it_refuses(document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            statuses = set(operation["responses"])
            assert {"401", "503"} <= statuses, f"{method} {path}"
            if "{" in path:
                assert "404" in statuses, f"{method} {path}"
            if "requestBody" in operation:
                assert {"400", "413", "415"} <= statuses, f"{method} {path}"
            for status in statuses & {"400", "401", "403", "404", "409", "413", "415", "503"}:
                content = operation["responses"][status]["content"]
                # OAuth has errors of its own form; beside them stand ours.
                kinds = set(content) - ({"application/json"} if "/oauth/" in path else set())
                assert kinds == {"application/problem+json"}, f"{method} {path} {status}"


def test_no_schema_has_a_field_for_a_key(document):
    for name, schema in document["components"]["schemas"].items():
        fields = set(schema.get("properties", {}))
        assert not fields & {"keys", "key", "receipt", "interval"}, name


def test_the_document_is_served_to_anybody(db):
    response = Client().get("/api/v1/schema/")

    assert response.status_code == 200
    assert yaml.safe_load(response.content)["info"]["title"] == "Exam Center"


def test_the_pages_come_from_our_own_files_under_a_policy(db):
    response = Client().get("/api/v1/docs/")

    assert response.status_code == 200
    assert b"http://" not in response.content and b"https://" not in response.content
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert b"<script>" not in response.content


def test_no_other_page_may_set_styles_of_its_own(db):
    policy = Client().get("/accounts/sign-in/")["Content-Security-Policy"]

    assert "unsafe-inline" not in policy


def test_the_check_of_answers_against_the_document_can_fail(ada, practice):
    response = ada.get(f"/api/v1/exams/{practice.pk}")
    assert documented.problems_of("GET", response) == []

    response.content = b'{"id": 7}'
    assert len(documented.problems_of("GET", response)) > 5
    response.status_code = 418
    assert "418, which is not in the document" in documented.problems_of("GET", response)[0]
