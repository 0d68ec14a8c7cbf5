"""How many saves a second the service reaches, beside a bare Django view with one insert."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from examcenter.local import services
from examcenter.local.redis_server import find_free_port
from tests.fixtures.servers import Running, start, wait_until
from tests.load.service import Service
from tests.load.student import Manners

# As many as the web server has threads.
_N_LANES = 16


@dataclass(frozen=True)
class Ratio:
    """The rounds of one comparison; each holds both sides."""

    rounds: tuple[dict[str, dict[str, float]], ...]

    @property
    def value(self) -> float:
        """Ours over bare, the median of the rounds' own."""
        return median(found["ours"]["per_s"] / found["bare"]["per_s"] for found in self.rounds)

    def median_of(self, side: str, number: str) -> float:
        """Return the median of one number of one side."""
        return median(found[side][number] for found in self.rounds)

    @property
    def n_failed(self) -> int:
        """How many saves were answered with an error, on either side."""
        return int(sum(side["n_failed"] for found in self.rounds for side in found.values()))


def measure_ratio(service: Service, *, n_rounds: int, round_s: float) -> Ratio:
    """Ask the service and the bare view in turns, each as fast as it answers."""
    school = service.call("tests.load.school", _N_LANES)
    manners = Manners(exam=school["exam"], n_questions=school["n_questions"], every_s=5.0)
    with bare_server(service) as (bare, port):
        (pid,) = service.run.find("gunicorn")
        plan = {
            "sessions": school["sessions"],
            "manners": asdict(manners),
            "ours": {"port": service.run.port, "pid": pid},
            "bare": {"port": port, "pid": bare.process.pid, "path": "/save/"},
            "warm_up_s": round_s / 2,
            "n_rounds": n_rounds,
            "round_s": round_s,
        }
        path = service.directory / "ratio.json"
        path.write_text(json.dumps(plan))
        found: dict[str, Any] = service.call("tests.load.closed_loop", path)
    return Ratio(tuple(found["rounds"]))


@contextmanager
def bare_server(service: Service) -> Iterator[tuple[Running, int]]:
    """Serve the bare view as the service is served: the same command with another application."""
    port = find_free_port()
    url = service.store.settings.get("EXAMCENTER_DATABASE_URL")
    environment = {
        **service.environment,
        "DJANGO_SETTINGS_MODULE": "tests.load.bare.settings",
        "BARE_DATABASE_URL": url or f"sqlite://{service.var_dir / 'db.sqlite3'}",
    }
    made = start(
        [sys.executable, "-m", "tests.load.bare"],
        log_path=service.directory / "bare-table.log",
        environment=environment,
    )
    assert made.process.wait(60) == 0, made.log
    ours = services.web(services.Plan(service.var_dir, port, environment={}))
    application = "django.core.wsgi:get_wsgi_application()"
    argv = [application if ":application" in word else word for word in ours.argv]
    bare = start(argv, log_path=service.directory / "bare.log", environment=environment)
    try:
        wait_until(lambda: "Booting worker" in bare.log, what="the bare server", timeout_s=60)
        yield bare, port
    finally:
        bare.stop()
