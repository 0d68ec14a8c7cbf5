"""A whole service of its own for the browser tests: database, Redis, web server and people."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from examcenter.local.redis_server import RedisServer, find_free_port
from tests.fixtures.seeded import copy_seeded
from tests.fixtures.servers import Running, run_manage, start, wait_until

PASSWORD = "slide-multiply-sum"
N_STUDENTS = 300

# One run of Django makes everybody; every test gets a student that no other test has used.
_ENROLL = f"""
from django.contrib.auth.hashers import make_password
from examcenter.accounts.models import User
from examcenter.courses.models import Course, Enrollment
password = make_password({PASSWORD!r})
course = Course.objects.get(slug="vision-101")
for number in range({N_STUDENTS}):
    user = User.objects.create(username=f"student{{number}}", email=f"s{{number}}@example.org",
                               first_name="Maryam", last_name="Mirzakhani", password=password)
    Enrollment.objects.create(course=course, user=user, role="student")
"""


@dataclass
class Site:
    """A running service."""

    address: str
    database: Path
    environment: dict[str, str]
    web: Running
    names: Iterator[str] = field(default_factory=lambda: (f"student{n}" for n in range(N_STUDENTS)))

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """Run one statement on the service's database."""
        with closing(sqlite3.connect(self.database, timeout=60)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def keys(self, attempt: str, number: int) -> dict[str, str]:
        """Return the right answers of a question, as a student would type them."""
        ((keys, variant),) = self.rows(
            "SELECT keys, variant FROM exams_response"
            " WHERE attempt_id = ? AND number = ? AND is_current",
            attempt.replace("-", ""),
            number,
        )
        kinds = {part["name"]: part["kind"] for part in json.loads(variant)["parts"]}
        return {
            name: _typed(key) for name, key in json.loads(keys).items() if kinds[name] != "code"
        }

    def params(self, attempt: str, number: int) -> dict[str, int]:
        """Return the numbers of a question."""
        ((variant,),) = self.rows(
            "SELECT variant FROM exams_response WHERE attempt_id = ? AND number = ? AND is_current",
            attempt.replace("-", ""),
            number,
        )
        params: dict[str, int] = json.loads(variant)["params"]
        return params

    def draft(self, attempt: str, number: int) -> dict[str, str]:
        """Return what is stored as typed."""
        ((draft,),) = self.rows(
            "SELECT draft FROM exams_response WHERE attempt_id = ? AND number = ? AND is_current",
            attempt.replace("-", ""),
            number,
        )
        answers: dict[str, str] = json.loads(draft)
        return answers

    def end_time(self, attempt: str) -> None:
        """Let the clock of an attempt run out."""
        self.rows(
            "UPDATE exams_attempt SET started_at = '2020-01-01 00:00:00',"
            " deadline_at = '2020-01-01 00:20:00' WHERE id = ?",
            attempt.replace("-", ""),
        )


def _typed(key: Any) -> str:
    """Return a key as a student would type it."""
    if isinstance(key, list) and isinstance(key[0], list):
        return "\n".join(" ".join(map(str, row)) for row in key)
    return " x ".join(map(str, key)) if isinstance(key, list) else str(key)


@contextmanager
def running_site(directory: Path, redis: RedisServer) -> Iterator[Site]:
    """Start a service with the demo course, and stop it at the end."""
    database = directory / "db.sqlite3"
    port = find_free_port()
    environment = {
        "EXAMCENTER_VAR_DIR": str(directory),
        "EXAMCENTER_DATABASE_URL": f"sqlite://{database}",
        "EXAMCENTER_BROKER_URL": redis.url,
        "EXAMCENTER_LOG_LEVEL": "INFO",
    }
    copy_seeded(database)
    run_manage("shell", "--verbosity", "0", "-c", _ENROLL, environment=environment)
    address = f"http://127.0.0.1:{port}"
    web = start(
        [
            *(sys.executable, "-m", "gunicorn", "examcenter.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "8"),
            "--no-control-socket",
        ],
        log_path=directory / "web.log",
        environment={**os.environ, **environment},
    )
    try:
        wait_until(
            lambda: _answers(f"{address}/healthz"),
            what="the web server to answer",
            on_failure=lambda: web.log,
        )
        yield Site(address, database, environment, web)
    finally:
        web.stop()


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as reply:
            return bool(reply.status == 200)
    except (URLError, OSError):
        time.sleep(0.2)
        return False
