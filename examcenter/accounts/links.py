"""Links by which people set a password: the first one, or a new one when the old is forgotten."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from examcenter.accounts.errors import LinkOver
from examcenter.accounts.models import User

_SALT = "accounts.invitation"


def invitation_path(user: User) -> str:
    """Return the page on which somebody sets the first password of an account made for them."""
    token = signing.dumps([str(user.public_id), _state_of(user)], salt=_SALT)
    return reverse("accounts:invitation", args=[token])


def read_invitation(token: str) -> User:
    """Return whose link this is.

    Raises
    ------
    LinkOver
        If it was used, is too old, or was not made by us: nobody learns which.
    """
    try:
        public_id, state = signing.loads(token, salt=_SALT, max_age=settings.INVITATION_LASTS_S)
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkOver from None
    user = User.objects.filter(public_id=public_id, is_active=True).first()
    if user is None or not user.is_waiting or not constant_time_compare(state, _state_of(user)):
        raise LinkOver
    return user


def reset_path(user: User) -> str:
    """Return the page on which somebody sets a new password; it works once."""
    # By the public id, so that addresses do not count the accounts.
    uid = urlsafe_base64_encode(force_bytes(str(user.public_id)))
    return reverse("accounts:new_password", args=[uid, default_token_generator.make_token(user)])


def read_reset(uid: str, token: str) -> User:
    """Return whose link this is. Raises LinkOver."""
    try:
        public_id = urlsafe_base64_decode(uid).decode()
        user = User.objects.filter(public_id=public_id, is_active=True).first()
    except Exception as error:
        raise LinkOver from error
    if user is None or not default_token_generator.check_token(user, token):
        raise LinkOver
    return user


def _state_of(user: User) -> str:
    """Return what changes as soon as the account is somebody's own."""
    text = f"{user.pk}:{user.password}:{user.last_login}:{user.n_sign_outs}"
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()[:32]
