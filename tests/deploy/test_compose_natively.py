"""Every service's command of docker-compose.yml, run against Debian's PostgreSQL and Redis."""

import json
import os
import re
import signal
from collections.abc import Iterator

import pytest

from examcenter.local.child import children_of
from tests.deploy import compose
from tests.deploy.native import Stack
from tests.fixtures.servers import PostgresServer, wait_until

pytestmark = [pytest.mark.services, pytest.mark.sandbox]

SUBMIT = """
import django; django.setup()
from pathlib import Path
from grader.services import create_submission
source = sorted(Path("grader/problems/conv2d/reference").glob("*.py"))[0].read_text()
print(create_submission(problem="conv2d", source=source).id)
"""
READ = """
import sys; import django; django.setup()
from grader.services import get_submission_view
view = get_submission_view(__import__("uuid").UUID(sys.argv[1]))
print(view.state, view.verdict or "-", view.sandbox_tier or "-")
"""


@pytest.fixture(scope="module")
def stack(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> Iterator[Stack]:
    """The whole production shape, started in the order that depends_on asks for."""
    started = Stack(tmp_path_factory.mktemp("compose"), postgres_port=postgres_server.port)
    try:
        started.start("redis")
        started.wait_healthy("redis")
        started.run("postgres", *started.services["postgres"].health_command)
        (collect,) = [
            rest for name, rest in compose.read_dockerfile() if name == "RUN" and "static" in rest
        ]
        started.run("migrate", "sh", "-c", collect)
        started.run("migrate")
        for name in ("web", "worker", "beat"):
            started.start(name)
        for name in ("web", "worker", "beat"):
            started.wait_healthy(name)
        yield started
    finally:
        started.stop()


def grade_a_right_answer(stack: Stack) -> str:
    """Hand in a reference solution through the web's environment; return its verdict."""
    submission_id = stack.run("web", "python", "-c", SUBMIT).split()[-1]

    def read() -> list[str]:
        state, *rest = stack.run("web", "python", "-c", READ, submission_id).split()[-3:]
        return rest if state == "graded" else []

    verdict = wait_until(
        read, what="the verdict", timeout_s=240, on_failure=lambda: stack.log_of("worker")[-5000:]
    )
    return " ".join(verdict)


def test_the_one_shot_migration_is_safe_to_run_at_every_start(stack):
    assert "No migrations to apply" in stack.run("migrate")


def test_the_web_server_is_ready_in_every_part(stack):
    answer = wait_until(
        lambda: (found := stack.ask("/readyz")).status == 200 and found,
        what="/readyz",
        on_failure=lambda: stack.ask("/readyz").body,
    )
    assert json.loads(answer.body)["checks"]["database"]["engine"] == "postgresql"
    for secret in ("3f0123", "5afedc", "7b7b7b", "9c9c9c"):
        assert secret not in answer.body


def test_pages_come_over_https_only_and_with_hashed_files(stack):
    assert stack.ask("/", is_https=False).status == 301
    page = stack.ask("/accounts/sign-in/")
    assert page.status == 200
    assert "max-age" in page.headers["Strict-Transport-Security"]
    style = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page.body)
    assert style, page.body
    answer = stack.ask(style.group(1))
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_worker_grades_in_its_jail_under_the_committed_filter(stack):
    assert grade_a_right_answer(stack) == "accepted namespaces"


def test_the_worker_locks_the_room_in_its_volume(stack):
    assert grade_a_right_answer(stack).startswith("accepted")
    assert {path.name for path in (stack.directory / "state" / "room").iterdir()} >= {"room"}


def test_a_worker_process_that_was_killed_is_replaced_by_one_that_works(stack):
    for pid in pool_processes(stack):
        os.kill(pid, signal.SIGKILL)
    assert grade_a_right_answer(stack).startswith("accepted")


def test_beat_schedules_and_the_worker_sweeps(stack):
    wait_until(
        lambda: "grader.sweep_submissions" in stack.log_of("beat"),
        what="beat to send the sweep",
        on_failure=lambda: stack.log_of("beat"),
    )
    wait_until(
        lambda: re.search(r"grader\.sweep_submissions\[.*succeeded", stack.log_of("worker")),
        what="the worker to sweep",
        on_failure=lambda: stack.log_of("worker")[-5000:],
    )


def test_the_deployment_checks_find_nothing(stack):
    output = stack.run("web", "python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert "no issues" in output


def pool_processes(stack: Stack) -> list[int]:
    """Return the worker's pool: its children that are celery too."""
    return [pid for pid in children_of(stack.pid_of("worker")) if b"celery" in _command_of(pid)]


def _command_of(pid: int) -> bytes:
    with open(f"/proc/{pid}/cmdline", "rb") as stream:
        return stream.read()
