"""Polling on a database with two writers: who commits last is found, however early it wrote."""

import pytest

from tests.fixtures.programs import run_program


@pytest.mark.services
def test_a_mark_that_is_committed_after_a_later_one_is_not_lost(postgres_server):
    told = run_program(
        "tests.examcenter.api.flows.slow_writer", postgres_server.create_database("slow_writer")
    )
    assert told == [
        {"ada": 0.0, "ben": 0.0},
        # Ada's is written and not committed; then it is; then nothing is new.
        *({"ben": 1.0}, {"ada": 1.0}, {}),
        *({"ben": 0.5}, {"ada": 0.5}, {}),
    ]
