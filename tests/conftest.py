"""What every test shares: plugins, cheap password hashing, and no broker but the test's own."""

import pytest
from celery import current_app
from pytest_django import Settings

from tests.fixtures.programs import NO_BROKER

pytest_plugins = ["tests.no_silent_skips", "tests.fixtures.services"]


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    """Argon2 is slow on purpose; who signs in a thousand times in tests need not pay for it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_foreign_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app.conf, "broker_url", NO_BROKER)
