"""The commands of a local run: the same programs as in docker-compose.yml, smaller."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from examcenter.local.child import Command

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
# Begins the lines that the supervisor repeats from the seeding's output.
LOGIN_MARK = "login: "
# In the directory of the run: the token by which a program tries the REST interface.
TOKEN_FILE = "demo-token"  # noqa: S105


@dataclass(frozen=True)
class Plan:
    """Where a run keeps its state and listens, and what its children find in the environment."""

    var_dir: Path
    port: int
    environment: Mapping[str, str]

    @property
    def address(self) -> str:
        """The address people open."""
        return f"http://{HOST}:{self.port}/"

    def with_environment(self, **environment: str) -> "Plan":
        """Return the same plan with more in the environment."""
        return replace(self, environment={**self.environment, **environment})

    def command(self, name: str, *arguments: str, **environment: str) -> Command:
        """Return a run of the project's own Python, logging under its name."""
        return Command(
            name=name,
            argv=[sys.executable, *arguments],
            log_path=self.var_dir / "log" / f"{name}.log",
            environment={
                "DJANGO_SETTINGS_MODULE": "examcenter.settings",
                **self.environment,
                **environment,
            },
        )


def web(plan: Plan) -> Command:
    """Threads, for a database that waits; two processes, so that one slow page blocks nobody."""
    return plan.command(
        "web",
        *("-m", "gunicorn", "examcenter.wsgi:application", "--bind", f"{HOST}:{plan.port}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "8"),
        *("--timeout", "60", "--graceful-timeout", "10", "--no-control-socket"),
        *("--access-logfile", "-"),
    )


def worker(plan: Plan) -> Command:
    """Grades code and sweeps; a known name makes it easy to ask after."""
    return plan.command(
        "worker",
        *("-m", "celery", "-A", "examcenter", "worker", "--queues", "grade,maint,mail,hooks"),
        *("--concurrency", "2", "--hostname", "local@%h", "--loglevel", "INFO"),
        *("--without-mingle", "--without-gossip"),
        EXAMCENTER_IS_WORKER="1",
    )


def beat(plan: Plan) -> Command:
    """Sends what is due; no pid file, which could be stale: the supervisor knows its child."""
    return plan.command(
        "beat",
        *("-m", "celery", "-A", "examcenter", "beat", "--loglevel", "INFO", "--pidfile", ""),
        *("--schedule", str(plan.var_dir / "beat-schedule")),
        EXAMCENTER_IS_WORKER="1",
    )
