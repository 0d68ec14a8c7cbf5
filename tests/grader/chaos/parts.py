"""The real parts under chaos: started, killed with SIGKILL, and started again as supervised."""

import random
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from subprocess import Popen

import redis

from examcenter.local import child
from examcenter.local.redis_server import RedisServer, find_program
from tests.fixtures.servers import ROOT, run_manage, wait_until
from tests.local.processes import descendants, describe

N_POOL = 2
# How long a kill waits for something to hit.
_AIM_S = 1.0


class Parts:
    """Redis on an append-only file, a database, a worker, a scheduler; each may be killed."""

    def __init__(self, directory: Path, dice: random.Random, *, lease_s: int = 120) -> None:
        self.directory = directory
        self._dice = dice
        self._first_redis = RedisServer.start(directory / "redis")
        self._redis = self._first_redis.process
        self.database = directory / "chaos.sqlite3"
        self.news = directory / "news.txt"
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "examcenter.settings",
            "EXAMCENTER_VAR_DIR": str(directory / "var"),
            "EXAMCENTER_DATABASE_URL": f"sqlite:///{self.database}",
            "EXAMCENTER_BROKER_URL": self._first_redis.url,
            "EXAMCENTER_GRADER_TIME_LIMIT_S": "1",
            "EXAMCENTER_GRADER_WALL_LIMIT_S": "8",
            "EXAMCENTER_SWEEP_INTERVAL_S": "2",
            "CHAOS_NEWS": str(self.news),
        }
        run_manage("migrate", "--verbosity", "0", environment=self.environment)
        # Only now: a lease shorter than a task's limit is what the checks of settings refuse.
        self.environment["EXAMCENTER_GRADER_LEASE_S"] = str(lease_s)
        self._worker = self._start_worker()
        self._beat = self._start_beat()
        self.kinds: dict[str, Callable[[], bool]] = {
            "pool process": self._kill_pool_process,
            "worker": self._kill_worker,
            "jail": lambda: self._kill_in_jail("bwrap"),
            "zygote": lambda: self._kill_in_jail("zygote"),
            "redis": self._kill_redis,
        }

    def wait_ready(self) -> None:
        """Wait until the worker takes messages."""
        wait_until(
            lambda: "chaos@localhost ready" in self.log,
            what="the worker",
            timeout_s=180,
            on_failure=lambda: self.log,
        )

    @property
    def log(self) -> str:
        """What the workers wrote."""
        return (self.directory / "worker.log").read_text(errors="replace")

    def count_runs(self) -> int:
        """Return how many runs were begun."""
        return int(str(self.read("SELECT coalesce(sum(runs), 0) FROM grader_submission")[0][0]))

    def look_after(self) -> None:
        """Start again what has ended, as the supervisor does."""
        if self._worker.poll() is not None:
            child.kill_group(self._worker.pid)
            self._worker = self._start_worker()
        if self._beat.poll() is not None:
            self._beat = self._start_beat()
        if self._redis.poll() is not None:
            self._redis = self._start_redis_again()

    def stop(self) -> None:
        """End everything."""
        for process in (self._beat, self._worker, self._redis, self._first_redis.process):
            child.stop(process, patience_s=1)

    def _kill_pool_process(self) -> bool:
        """Kill one that grades at this moment, if one does soon; else any."""
        pool = [pid for pid in child.children_of(self._worker.pid) if "celery" in describe(pid)]
        return self._kill_one_of(self._await(self.grading_processes) or pool)

    def _kill_worker(self) -> bool:
        self._await(self.grading_processes)
        return self._kill_one_of([self._worker.pid])

    def _kill_in_jail(self, name: str) -> bool:
        """Kill bubblewrap; or the zygote or what it forked, the student's process among it."""
        return self._kill_one_of(self._await(lambda: self._inhabitants(name)))

    def _inhabitants(self, name: str) -> list[int]:
        below = [(pid, describe(pid)) for pid, _ in descendants(self._worker.pid)]
        return [pid for pid, words in below if name in words]

    def grading_processes(self) -> list[int]:
        rows = self.read("SELECT process FROM grader_submission WHERE state = 'running'")
        pids = {int(str(process).rsplit("/", 2)[1]) for (process,) in rows}
        return [pid for pid in child.children_of(self._worker.pid) if pid in pids]

    def _await(self, find: Callable[[], list[int]]) -> list[int]:
        deadline = time.monotonic() + _AIM_S
        while not (found := find()) and time.monotonic() < deadline:
            time.sleep(0.005)
        return found

    def read(self, query: str) -> list[tuple[object, ...]]:
        """Return the rows of a query, past everything that is under test."""
        with closing(sqlite3.connect(self.database, timeout=30)) as connection:
            return connection.execute(query).fetchall()

    def _kill_redis(self) -> bool:
        return self._kill_one_of([self._redis.pid])

    def _kill_one_of(self, pids: list[int]) -> bool:
        if not pids:
            return False
        child.kill(self._dice.choice(pids))
        return True

    def _start_worker(self) -> "Popen[bytes]":
        return self._start(
            "worker",
            *("worker", "--queues", "grade,maint", "--concurrency", str(N_POOL)),
            *("--hostname", "chaos@localhost", "--loglevel", "INFO"),
            *("--without-mingle", "--without-gossip", "--include", "tests.grader.chaos.witness"),
        )

    def _start_beat(self) -> "Popen[bytes]":
        schedule = str(self.directory / "beat-schedule")
        return self._start("beat", *("beat", "--pidfile", "", "--schedule", schedule))

    def _start(self, name: str, *arguments: str) -> "Popen[bytes]":
        argv = [sys.executable, "-m", "celery", "-A", "examcenter", *arguments]
        environment = {**self.environment, "EXAMCENTER_IS_WORKER": "1"}
        command = child.Command(name, argv, self.directory / f"{name}.log", environment)
        return child.start(command, cwd=ROOT)

    def _start_redis_again(self) -> "Popen[bytes]":
        """Start the server on the same port and file, with the configuration it had."""
        directory = self.directory / "redis"
        argv = [find_program(), "redis.conf"]
        command = child.Command("redis", argv, directory / "again.log", environment={})
        process = child.start(command, cwd=directory)
        client = redis.Redis.from_url(self._first_redis.url, socket_timeout=2)

        def answers() -> bool:
            with suppress(redis.RedisError):
                return bool(client.ping())
            return False

        wait_until(answers, what="Redis to answer again", timeout_s=60)
        client.close()
        return process
