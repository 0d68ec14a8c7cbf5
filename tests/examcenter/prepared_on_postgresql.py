"""What PostgreSQL alone does for queries that are compiled once; `test_prepared` runs it there."""

from __future__ import annotations

import pytest
from django.db import connection

from examcenter.exams.access import get_response_for
from examcenter.exams.services import start_attempt
from examcenter.exams.services.drafts import store_draft


@pytest.fixture
def attempt(practice, cast, now):
    return start_attempt(user=cast.ada, exam_id=practice.pk, now=now)


def n_planned(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{table}%"]
        )
        return cursor.fetchone()[0]


def test_a_query_and_an_update_are_planned_once_for_all_values(attempt, cast, now):
    before = n_planned("exams_response")
    for sequence in range(1, 9):
        response = get_response_for(cast.ada, attempt.pk, 1 + sequence % 3)
        store_draft(response=response, answers={}, now=now, sequence=sequence)
    assert n_planned("exams_response") - before == 2
