"""Publishes a bank for tests: proved once in a process, then put back row by row."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from questions.models import Question, QuestionVersion
from questions.services import publish_bank

_ROWS: dict[Path | None, tuple[list[Question], list[QuestionVersion]]] = {}


def publish_quickly(directory: Path | None = None) -> None:
    """Fill an empty bank; proving every variant again for each test would take minutes."""
    if directory not in _ROWS:
        # Undone, so that the first test finds what all others find: the bank, and no news of it.
        with transaction.atomic():
            publish_bank(directory)
            _ROWS[directory] = list(Question.objects.all()), list(QuestionVersion.objects.all())
            transaction.set_rollback(True)
    if not Question.objects.exists():
        questions, versions = _ROWS[directory]
        # They refer to each other, which holds at the end only.
        with transaction.atomic():
            Question.objects.bulk_create(questions)
            QuestionVersion.objects.bulk_create(versions)
