"""The school: joins questions and grader to people, courses, exams and an LMS."""

from examcenter.celery import app as celery_app

__all__ = ["celery_app"]
