"""A code from an app after the password: setting it up, asking for it, and getting in without it.

The devices, their clocks and the growing pauses after wrong codes are django-otp's. Recovery codes
are its static tokens, of which only a keyed hash is stored.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from math import ceil

import segno
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from examcenter.accounts.errors import TooManyCodes, WrongCode
from examcenter.accounts.models import User
from examcenter.accounts.signals import access_ended
from examcenter.courses.models import TEACHING_ROLES, Enrollment

N_RECOVERY_CODES = 10
# Letters and digits that nobody takes for each other; ten of them are 50 bits.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LENGTH = 10
_HASH_LENGTH = 16


@dataclass(frozen=True)
class Setup:
    """What an app needs to make codes: as a picture, and to type."""

    picture: SafeString
    secret: str


def must_have(user: User) -> bool:
    """Tell whether a person may not work without a second factor."""
    if not settings.TEACHERS_NEED_SECOND_FACTOR:
        return False
    if user.is_staff:
        return True
    return Enrollment.objects.filter(user=user, role__in=TEACHING_ROLES).exists()


def is_missing(user: User | AnonymousUser) -> bool:
    """Tell whether somebody who has given a password still owes a code, or setting one up."""
    # The device is put there by django-otp's middleware, from the session.
    if not isinstance(user, User) or getattr(user, "otp_device", None) is not None:
        return False
    return user.second_factor_at is not None or must_have(user)


def begin_setup(user: User) -> Setup:
    """Return what the app of a person scans; the same until a code has confirmed it."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    if device is None:
        device = TOTPDevice.objects.create(user=user, name="app", confirmed=False)
    secret = b32encode(device.bin_key).decode().rstrip("=")
    picture = segno.make(device.config_url, error="m").svg_inline(
        scale=5, border=4, dark="#000", light="#fff", omitsize=True
    )
    return Setup(
        # Drawn by the library from an address that we made; the person's name is quoted in it.
        picture=mark_safe(picture),  # noqa: S308
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    )


def confirm_setup(user: User, code: str, *, now: datetime) -> tuple[TOTPDevice, list[str]]:
    """Turn the second factor on by a first code; return the device and the recovery codes.

    Raises WrongCode, TooManyCodes.
    """
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        is_right = device is not None and _try(device, _digits(code))
        if device is not None and is_right:
            TOTPDevice.objects.filter(user=user, confirmed=True).delete()
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            User.objects.filter(pk=user.pk).update(second_factor_at=now)
            # Made by a password alone.
            access_ended.send(User, user=user)
            return device, make_recovery_codes(user)
    # Outside of the transaction, so that the wrong code stays counted.
    raise WrongCode


def make_recovery_codes(user: User) -> list[str]:
    """Return new recovery codes, which are shown once; older ones do not count any more."""
    codes = [
        "".join(secrets.choice(_SIGNS) for _ in range(_CODE_LENGTH))
        for _ in range(N_RECOVERY_CODES)
    ]
    with transaction.atomic():
        device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery"})
        device.token_set.all().delete()
        StaticToken.objects.bulk_create(
            StaticToken(device=device, token=_hashed(user, code)) for code in codes
        )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def verify(user: User, code: str) -> TOTPDevice | StaticDevice:
    """Return the device whose code this is.

    Raises WrongCode, TooManyCodes.
    """
    typed = "".join(code.split()).replace("-", "").lower()
    is_recovery = len(typed) == _CODE_LENGTH
    model = StaticDevice if is_recovery else TOTPDevice
    text = _hashed(user, typed) if is_recovery else _digits(code)
    with transaction.atomic():
        device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
        is_right = device is not None and _try(device, text)
    if device is None or not is_right:
        raise WrongCode
    return device


def count_recovery_codes(user: User) -> int:
    """Return how many recovery codes are left."""
    return int(StaticToken.objects.filter(device__user=user).count())


def remove(user: User) -> bool:
    """Turn the second factor off; tell whether it was on."""
    with transaction.atomic():
        n_changed = User.objects.filter(pk=user.pk, second_factor_at__isnull=False).update(
            second_factor_at=None
        )
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
    return bool(n_changed)


def _try(device: TOTPDevice | StaticDevice, code: str) -> bool:
    """Tell whether a code is right; count it when it is wrong.

    Raises TooManyCodes when wrong ones came too fast.
    """
    is_allowed, facts = device.verify_is_allowed()
    if not is_allowed:
        wait_s = (facts["locked_until"] - timezone.now()).total_seconds()
        raise TooManyCodes(wait_s=max(1, ceil(wait_s)))
    return bool(device.verify_token(code))


def _digits(code: str) -> str:
    """Return the six digits of a code; anything else is a wrong code, not a failure of ours."""
    typed = "".join(code.split())
    return typed if len(typed) == 6 and typed.isascii() and typed.isdecimal() else "wrong"


def _hashed(user: User, code: str) -> str:
    digest = salted_hmac("accounts.recovery", f"{user.pk}:{code}", algorithm="sha256").digest()
    return b32encode(digest).decode().lower()[:_HASH_LENGTH]
