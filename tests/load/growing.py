"""A program on an empty database: walks through a small course, then through one that has grown.

``tests.load.growing 1000000`` prints how many queries each step of a student took in both, which
growing tables were read from end to end, and how long the steps took in the large one.
"""

import json
import logging
import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from questions.services import publish_bank  # noqa: E402
from tests.load.growth import Size, grow  # noqa: E402
from tests.load.walk import walk  # noqa: E402

BANK = Path(__file__).resolve().parent.parent / "examcenter" / "bank"
QUESTIONS = ("one-side", "two-parts", "code-task")
# With an earlier attempt, whose questions a new one avoids.
SMALL = Size(n_exams=1, n_questions=3, n_earlier=1, n_responses=30)


def large(n_responses: int) -> Size:
    """Return the size of a course with many answers."""
    return Size(n_exams=12, n_questions=12, n_earlier=30, n_responses=n_responses)


def main(n_responses: int) -> None:
    """Walk and print one line of JSON."""
    logging.disable(logging.INFO)
    setup_test_environment()
    call_command("migrate", verbosity=0)
    publish_bank(BANK)
    # The first one fills what a process keeps in memory.
    walk(grow("warm", SMALL, QUESTIONS))
    small = walk(grow("small", SMALL, QUESTIONS))
    began = time.monotonic()
    place = grow("large", large(n_responses), QUESTIONS)
    grown_s = time.monotonic() - began
    grown = walk(place)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM exams_response")
        (n_found,) = cursor.fetchone()
    told = {
        "n_responses": n_found,
        "grown_s": round(grown_s, 2),
        "small": {name: step.n for name, step in small.items()},
        "large": {name: step.n for name, step in grown.items()},
        "scans": {name: step.scans for name, step in grown.items() if step.scans},
        "ms": {name: round(1000 * step.time_s, 1) for name, step in grown.items()},
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
