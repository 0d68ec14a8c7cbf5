"""Sessions in the database, each read with its person by one query: every request reads both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import models
from django.utils import timezone

from examcenter.accounts.models import Session, User
from examcenter.prepared import PreparedRead


def _living(session_key: str, now: datetime) -> models.QuerySet[Session]:
    living = Session.objects.filter(session_key=session_key, expire_date__gt=now)
    return living.select_related("user")


_SESSION = PreparedRead(_living, {"session_key": models.CharField(), "now": models.DateTimeField()})


class SessionStore(db.SessionStore):
    """Django's own, but for how a session is read, and that its row names the person."""

    # Read with the session; whether the session is good for it, `accounts.authentication` judges.
    person: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the model of the rows."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row of what the session holds now."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.user_id = person_in(data)
        return row

    def _get_session_from_db(self) -> Session | None:
        """Return the row of a session that has not expired."""
        found = _SESSION.first(session_key=self.session_key, now=timezone.now())
        if found is not None:
            self.person = found.user
            return found
        # What is to be done about one that is not there, Django knows.
        missing: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        return missing


def person_in(data: Mapping[str, Any]) -> int | None:
    """Return the key of the person that a session is of; None where nobody is signed in."""
    key = data.get(SESSION_KEY)
    return int(key) if isinstance(key, str) and key.isascii() and key.isdecimal() else None
