"""Imported by the workers under chaos: writes down each piece of news that a result sends."""

import os
from typing import Any
from uuid import UUID

from grader.signals import submission_graded

_NEWS = os.environ.get("CHAOS_NEWS", "")


def write_down(submission_id: UUID, verdict: str, **_: Any) -> None:
    """Append one line; short enough to be written whole, whoever else writes."""
    line = f"{submission_id} {verdict}\n".encode()
    descriptor = os.open(_NEWS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(descriptor, line)
    os.close(descriptor)


# The collection of tests imports this module too; only a worker under chaos is to listen.
if _NEWS:
    submission_graded.connect(write_down)
