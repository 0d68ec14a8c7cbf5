"""Sessions in the database, read by a query that is compiled once: every request reads one."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from examcenter.prepared import PreparedRead


def _living(session_key: str, now: datetime) -> models.QuerySet[Session]:
    return Session.objects.filter(session_key=session_key, expire_date__gt=now)


_SESSION = PreparedRead(_living, {"session_key": models.CharField(), "now": models.DateTimeField()})


class SessionStore(db.SessionStore):
    """Django's own, but for how a session is read."""

    def _get_session_from_db(self) -> Session | None:
        """Return the row of a session that has not expired."""
        found = _SESSION.first(session_key=self.session_key, now=timezone.now())
        # What is to be done about one that is not there, Django knows.
        return found or super()._get_session_from_db()  # type: ignore[misc]
