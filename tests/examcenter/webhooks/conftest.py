"""A receiver, an endpoint of the cast's course, and its secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from examcenter.webhooks.models import Endpoint
from examcenter.webhooks.services.endpoints import Wishes, make_endpoint
from tests.examcenter.webhooks.receiver import Receiver, receiving

MakeEndpoint = Callable[..., tuple[Endpoint, str]]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a server that takes everything."""
    with receiving() as running:
        yield running


@pytest.fixture
def make(cast, receiver: Receiver, now: datetime) -> MakeEndpoint:
    """Return a maker of endpoints of the cast's course at the receiver."""

    def make_one(url: str = "", **wishes) -> tuple[Endpoint, str]:
        return make_endpoint(
            actor=cast.tess,
            course=cast.course,
            wishes=Wishes(url=url or receiver.url, **wishes),
            now=now,
        )

    return make_one


@pytest.fixture
def endpoint(make: MakeEndpoint) -> Endpoint:
    """Return an endpoint that is told of everything."""
    made, _ = make()
    return made
