"""A slash more or less at the end of an address changes nothing."""

import pytest
from rest_framework.test import APIClient

from tests.examcenter.tokens import bearer_of


@pytest.fixture
def client_of_ada(cast, practice):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=bearer_of(cast.ada))
    return client


@pytest.mark.parametrize("address", ["courses", "exams", "schema", "docs"])
def test_reading_works_with_and_without_the_slash(client_of_ada, address):
    for slash in ("", "/"):
        assert client_of_ada.get(f"/api/v1/{address}{slash}").status_code == 200


def test_a_post_with_a_slash_keeps_its_body_and_does_its_work(client_of_ada, practice):
    started = client_of_ada.post(f"/api/v1/exams/{practice.pk}/attempts/")
    assert started.status_code == 201

    saved = client_of_ada.put(
        f"{started['Location']}/responses/1/", {"answers": {"answer": "7"}}, format="json"
    )
    assert saved.status_code == 200


def test_an_address_that_is_wrong_otherwise_stays_not_found(client_of_ada):
    for address in ("/api/v1/courses//", "/api/v1/nothing/", "/api/v1/nothing"):
        assert client_of_ada.get(address).status_code == 404
