"""People; which course they belong to is the courses app's matter."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from examcenter.accounts.names import KEY_LENGTH, MARKED_LENGTH, username_key

if TYPE_CHECKING:
    _TextColumn = models.CharField[str, str]
    _UserManager = UserManager["User"]
else:
    # Django's classes take no types at run time.
    _TextColumn, _UserManager = models.CharField, UserManager


class UsernameKey(_TextColumn):
    """A column that follows the username, as ``auto_now`` follows the clock."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the key of the name that is about to be stored."""
        key = username_key(getattr(model_instance, "username", ""))
        stored = str(getattr(model_instance, self.attname) or "")
        if stored.startswith(f"{key[:MARKED_LENGTH]}#"):
            # Told apart by its mark from an older account that looks the same.
            return stored
        setattr(model_instance, self.attname, key)
        return key


class People(_UserManager):
    """People, found by their usernames as people type them."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person of this name, in whatever capitals and widths it is typed."""
        return self.get(username_key=username_key(username or ""))


class User(AbstractUser):
    """A person who can sign in, known to the outside by ``public_id`` only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username_key = UsernameKey(max_length=KEY_LENGTH, unique=True, editable=False)
    # Since when a code is asked for after the password; null is never. Kept here, because it is
    # asked at every request, and the person is read anyway.
    second_factor_at = models.DateTimeField(null=True, blank=True)
    # Counts how often somebody ended all their sessions; each time the old ones lose their worth.
    n_sign_outs = models.PositiveIntegerField(default=0)
    # What mails are written in, and pages in a browser without a choice; empty is not known.
    language = models.CharField(max_length=8, blank=True, default="")

    objects = People()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):
        constraints = [
            # People may sign in by e-mail address, so it must name one person.
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="user_email_unique"
            ),
        ]

    @property
    def display_name(self) -> str:
        """The full name, or the username where no name is known."""
        return self.get_full_name() or self.username

    @property
    def is_waiting(self) -> bool:
        """Whether the account was made by others and nobody has signed in to it yet."""
        return self.is_active and self.last_login is None and not self.has_usable_password()

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Return what a session must carry to be this person's."""
        if not self.n_sign_outs:
            return str(super()._get_session_auth_hash(secret=secret))  # type: ignore[misc]
        text = f"{self.password}:{self.n_sign_outs}"
        hashed = salted_hmac("accounts.session", text, secret=secret, algorithm="sha256")
        return hashed.hexdigest()


class Session(AbstractBaseSession):
    """A browser's session; the row says whose it is, so that both are read at once."""

    # Whether the person is there is asked whenever the session is read, and a session that is
    # written while its person is deleted is nobody's: no constraint has to stop it.
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, db_constraint=False, related_name="+"
    )

    def __str__(self) -> str:
        # Not the key: who has it is signed in.
        return f"session until {self.expire_date}"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Return what reads and writes the rows."""
        from examcenter.accounts.sessions import SessionStore  # which needs this model

        return SessionStore


class ResetRequest(models.Model):
    """Somebody asked for a link to a new password; whether there is such a person is not said.

    The row is the outbox, so that the page answers alike and at once for every address, and the
    memory of how often was asked.
    """

    address = models.CharField(max_length=254)
    ip = models.GenericIPAddressField(null=True, blank=True)
    created_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["address", "created_at"], name="reset_request_by_address"),
            models.Index(fields=["ip", "created_at"], name="reset_request_by_ip"),
        ]

    def __str__(self) -> str:
        return f"reset request {self.pk}"


class FactorReset(models.Model):
    """Somebody's second factor was turned off by somebody else: the record, and the outbox."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factor_resets")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    # When the mail about it was handed over.
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(told_at__isnull=True), name="factor_reset_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"reset {self.pk} of a second factor"
