"""A worker keeps its connection to the database from task to task, and survives its loss."""

import psycopg
import pytest
from celery import Celery

from examcenter.env import database_from_url
from examcenter.local.redis_server import RedisServer
from grader.publishing import SWEEP_NAME, SWEEP_QUEUE
from tests.fixtures.servers import run_manage, wait_until

_BACKENDS = "FROM pg_stat_activity WHERE datname = 'kept' AND pid <> pg_backend_pid()"


@pytest.mark.services
@pytest.mark.worker
def test_a_worker_keeps_its_connection_and_makes_another_when_that_breaks(
    postgres_server, celery_worker_process, tmp_path
):
    # Its own Redis: tasks are counted, and another test may have left some.
    with RedisServer.start(tmp_path / "redis") as redis_server:
        check_a_worker(postgres_server, redis_server, celery_worker_process)


def check_a_worker(postgres_server, redis_server, celery_worker_process):
    url = postgres_server.create_database("kept")
    run_manage("migrate", "--verbosity", "0", environment={"EXAMCENTER_DATABASE_URL": url})
    worker = celery_worker_process(database_url=url, broker_url=redis_server.url)
    broker = Celery(broker=redis_server.url)

    def n_done() -> int:
        return sum(SWEEP_NAME in line and "succeeded" in line for line in worker.log.split("\n"))

    def await_done(n: int) -> None:
        wait_until(
            lambda: n_done() >= n, what=f"task {n}", timeout_s=60, on_failure=lambda: worker.log
        )

    def run_a_task() -> None:
        before = n_done()
        broker.send_task(SWEEP_NAME, queue=SWEEP_QUEUE)
        await_done(before + 1)

    # The one that the worker asks for when it starts.
    await_done(1)

    with psycopg.connect(url, autocommit=True) as connection:

        def kept() -> set[int]:
            return {row[0] for row in connection.execute(f"SELECT pid {_BACKENDS}")}

        run_a_task()
        first = kept()
        run_a_task()
        # The pulse, beside it, opens and closes its own.
        assert first & kept(), "the connection was closed after the task"
        connection.execute(f"SELECT pg_terminate_backend(pid) {_BACKENDS}")
        wait_until(lambda: not first & kept(), what="the connections to end")
        run_a_task()
    assert "raised unexpected" not in worker.log, worker.log


def test_threads_that_serve_requests_keep_no_connection_of_their_own():
    served = database_from_url("postgresql://u:p@h/db")
    assert (served["CONN_MAX_AGE"], "pool" in str(served["OPTIONS"])) == (0, True)
    forked = database_from_url("postgresql://u:p@h/db", is_pooled=False)
    assert forked["CONN_MAX_AGE"] == 60 and forked["CONN_HEALTH_CHECKS"] is True
    assert "pool" not in str(forked["OPTIONS"])
