"""Typed reading of environment variables; a bad value stops the start with a message."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "EXAMCENTER_"
# Each use begins with a check, so a database that was restarted fails no task.
_KEPT_S = 60
# Whoever closes a SQLite file last writes its whole log back, so a connection for each request
# would cost more than the request.
_FILE_KEPT_S = 600
_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def env_str(name: str, default: str = "") -> str:
    """Return the variable's text, or the default when it is unset or empty."""
    return os.environ.get(PREFIX + name) or default


def env_bool(name: str, default: bool) -> bool:
    """Return the variable as a switch; 1/true/yes/on and 0/false/no/off are understood."""
    text = os.environ.get(PREFIX + name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{PREFIX}{name}: found {text!r}, expected true or false")


def env_int(name: str, default: int, *, minimum: int = 0) -> int:
    """Return the variable as a whole number of at least ``minimum``."""
    text = os.environ.get(PREFIX + name, "").strip()
    if not text:
        return default
    try:
        value = int(text)
    except ValueError:
        raise ImproperlyConfigured(
            f"{PREFIX}{name}: found {text!r}, expected a whole number"
        ) from None
    if value < minimum:
        raise ImproperlyConfigured(f"{PREFIX}{name}: found {value}, expected at least {minimum}")
    return value


def env_list(name: str, default: list[str]) -> list[str]:
    """Return the variable split at commas, without blanks."""
    text = os.environ.get(PREFIX + name, "")
    return [item.strip() for item in text.split(",") if item.strip()] or default


def email_from_url(url: str) -> dict[str, object]:
    """Return Django's e-mail settings for ``smtp://user:pw@host:port`` and its like.

    ``smtps://`` is encrypted from the start, ``smtp+tls://`` after STARTTLS; ``console:`` prints
    and ``file:///folder`` writes what would be sent. Without an address no mail is sent.

    Raises
    ------
    ImproperlyConfigured
        If the scheme is another one, or a server has no name.
    """
    parts = urlsplit(url)
    backend = "django.core.mail.backends."
    if not url:
        return {"EMAIL_BACKEND": f"{backend}dummy.EmailBackend"}
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": f"{backend}console.EmailBackend"}
    if parts.scheme == "file":
        return {
            "EMAIL_BACKEND": f"{backend}filebased.EmailBackend",
            "EMAIL_FILE_PATH": unquote(parts.path),
        }
    if parts.scheme not in _MAIL_PORTS or not parts.hostname:
        raise ImproperlyConfigured(
            f"{PREFIX}EMAIL_URL: found scheme {parts.scheme!r}, expected smtp, smtp+tls or smtps "
            "with a host, console or file"
        )
    return {
        "EMAIL_BACKEND": f"{backend}smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        # A silent mail server must not hold the worker for longer than its task may last.
        "EMAIL_TIMEOUT": 20,
    }


def database_from_url(url: str, *, is_pooled: bool = True) -> dict[str, object]:
    """Return the Django database settings for ``sqlite:///path`` or ``postgresql://user:pw@host/db``.

    ``is_pooled`` is for threads that serve requests: PostgreSQL keeps connections open in a pool.
    A process that forks must not; its children keep one connection each from task to task instead,
    because opening one costs more than a task's queries.

    Raises
    ------
    ImproperlyConfigured
        If the scheme is neither.
    """
    parts = urlsplit(url)
    kept = {"CONN_MAX_AGE": 0 if is_pooled else _KEPT_S, "CONN_HEALTH_CHECKS": not is_pooled}
    if parts.scheme == "sqlite":
        # WAL alone loses writes to "database is locked" when a reader upgrades; with IMMEDIATE
        # transactions the timeout covers every writer.
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(unquote(parts.path)) if parts.path else ":memory:",
            "CONN_MAX_AGE": _FILE_KEPT_S,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                # FULL: what is acknowledged is on the disk, as with PostgreSQL. NORMAL would lose
                # the last seconds in a power cut.
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                ),
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": parts.port or "",
            # A page waits this long for a connection, not the driver's half a minute.
            "OPTIONS": {
                "connect_timeout": 5,
                # For the queries of examcenter.prepared alone: no other reaches the server twice.
                "prepare_threshold": 2,
                **({"pool": {"min_size": 1, "max_size": 10, "timeout": 5}} if is_pooled else {}),
            },
            **kept,
        }
    raise ImproperlyConfigured(
        f"{PREFIX}DATABASE_URL: found scheme {parts.scheme!r}, expected sqlite or postgresql"
    )
