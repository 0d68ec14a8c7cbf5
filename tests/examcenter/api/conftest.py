"""Clients that speak to the REST interface as a person or as nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from examcenter.accounts.models import User
from tests.examcenter.api.documented import DocumentedClient
from tests.examcenter.tokens import bearer_of

Client = Callable[[User | None], APIClient]


@pytest.fixture
def api(db: None) -> Client:
    """Return a maker of clients that send JSON, with a person's token or without one."""

    def client_of(user: User | None) -> APIClient:
        client = DocumentedClient()
        if user is not None:
            client.credentials(HTTP_AUTHORIZATION=bearer_of(user))
        return client

    return client_of


@pytest.fixture
def ada(api: Client, cast) -> APIClient:
    """Return Ada's client."""
    return api(cast.ada)


@pytest.fixture
def tess(api: Client, cast) -> APIClient:
    """Return the teacher's client."""
    return api(cast.tess)
