"""Parallel requests of one student, in real threads: nothing counts twice, nothing is lost."""

from tests.fixtures.programs import run_program


def test_parallel_requests_of_one_student_count_once(database_url):
    told = run_program("tests.examcenter.taking.rivals", database_url)
    assert told == {
        "starts": {"n_attempts": 1, "led_to": 1},
        "saves": {"newest_stands": True, "draft_is_its": True, "others": ["draft_outdated"]},
        "checks": {"tries": 3, "n_checks": 3, "codes": ["no_tries_left"]},
        "submits": {"one_for_the_same": [1, 1], "bounded": True, "refused": True},
        "examples": {"n_runs": 1},
    }
