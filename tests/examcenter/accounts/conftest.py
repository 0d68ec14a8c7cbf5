"""Somebody with a password, and an app that makes codes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from examcenter.accounts import second_factor
from examcenter.accounts.models import User
from tests.examcenter.making import make_user

PASSWORD = "slide-multiply-sum"


@pytest.fixture
def ada(db: None) -> User:
    """Return Ada with a password."""
    user = make_user("ada")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def app() -> Callable[[User], str]:
    """Return the app on everybody's phone: it shows the code of now."""

    def show(user: User) -> str:
        device = TOTPDevice.objects.filter(user=user).latest("pk")
        clock = TOTP(device.bin_key, device.step, device.t0, device.digits)
        clock.time = datetime.now(UTC).timestamp()
        return f"{clock.token():06d}"

    return show


@pytest.fixture
def codes(ada: User, app: Callable[[User], str]) -> list[str]:
    """Turn Ada's second factor on an hour ago and return her recovery codes."""
    hour_ago = datetime.now(UTC).timestamp() - 3600
    with time_machine.travel(hour_ago):
        second_factor.begin_setup(ada)
        _, codes = second_factor.confirm_setup(ada, app(ada), now=datetime.now(UTC))
    ada.refresh_from_db()
    return codes
