"""A program in the service's environment: makes an exam and students who are signed in.

``tests.load.school 500`` prints the exam's address and the keys of their sessions. Nobody's
password is hashed: what is measured is the exam and not the sign-in.
"""

import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")
django.setup()

from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.contrib.sessions.backends.base import VALID_KEY_CHARS  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from examcenter.accounts.models import Session, User  # noqa: E402
from examcenter.accounts.sessions import SessionStore  # noqa: E402
from examcenter.courses.models import Enrollment  # noqa: E402
from examcenter.exams.models import Exam  # noqa: E402
from tests.examcenter.making import make_course, make_exam  # noqa: E402

# Numbers, shapes, several parts, a map typed into cells, and a task in code at the end.
QUESTIONS = (
    "conv-output-size",
    "same-padding",
    "receptive-field-stack",
    "first-layer-counts",
    "conv-output-size-floor",
    "dense-weights",
    "conv-parameters",
    "pool-volume",
    "conv-map-by-hand",
    "conv2d",
)
_TIME_LIMIT_S = 3600


def make_school(n_students: int) -> tuple[Exam, list[str]]:
    """Make the exam and its students; return it with a session key for each of them."""
    name = f"load-{get_random_string(6, VALID_KEY_CHARS)}"
    course = make_course(name)
    exam = make_exam(
        course,
        "exam",
        QUESTIONS,
        kind=Exam.Kind.EXAM,
        feedback=Exam.Feedback.AFTER,
        time_limit_s=_TIME_LIMIT_S,
        max_attempts=1,
    )
    users = User.objects.bulk_create(
        User(
            username=f"{name}-{number}",
            email=f"{name}-{number}@example.org",
            first_name="Student",
            last_name=str(number),
            # No password fits it.
            password="!" + get_random_string(40),
        )
        for number in range(n_students)
    )
    Enrollment.objects.bulk_create(
        Enrollment(course=course, user=user, role=Enrollment.Role.STUDENT) for user in users
    )
    return exam, sign_in(users)


def sign_in(users: list[User]) -> list[str]:
    """Make a session for each person and return the keys."""
    store = SessionStore()
    expires_at = timezone.now() + timedelta(hours=12)
    sessions = [
        Session(
            session_key=get_random_string(32, VALID_KEY_CHARS),
            session_data=store.encode(
                {
                    SESSION_KEY: str(user.pk),
                    BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
                    HASH_SESSION_KEY: user.get_session_auth_hash(),
                }
            ),
            expire_date=expires_at,
            user=user,
        )
        for user in users
    ]
    Session.objects.bulk_create(sessions)
    return [session.session_key for session in sessions]


def main() -> None:
    """Make it and print it."""
    exam, sessions = make_school(int(sys.argv[1]))
    told = {
        "exam": reverse("exams:exam", args=[exam.pk]),
        "exam_id": str(exam.pk),
        "n_questions": len(QUESTIONS),
        "sessions": sessions,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
