"""A program: hands in the submissions that it reads, one JSON list a line, as the web server does.

A line holds the seconds to wait before, the student and the source; it answers with the id and the
place in the queue, as the student's page would tell it.
"""

import json
import sys
import time

import django


def main() -> None:
    """Hand everything in, whatever happens to the broker meanwhile."""
    django.setup()
    from grader.selectors import find_queue_position
    from grader.services import create_submission

    for line in sys.stdin:
        pause_s, student, source = json.loads(line)
        time.sleep(pause_s)
        row = create_submission(problem="conv2d", source=source, fairness_key=student)
        sys.stdout.write(f"{row.pk} {find_queue_position(row)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
