"""Asks a running web server whether it is ready, and says in words what is missing."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime

_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Readiness:
    """What /readyz answered, reduced to what a person waits for."""

    is_ready: bool
    # Everything works but the jail: students can answer, and code waits to be graded.
    is_only_grading_missing: bool
    # "what is wrong. Fix: what to do", in the order of the checks.
    problems: tuple[str, ...]
    names: tuple[str, ...]


NO_ANSWER = Readiness(False, False, ("the web server does not answer yet",), ("web server",))


def ask(address: str, *, since: datetime) -> Readiness:
    """Return the state of the service; a worker's report from before ``since`` does not count."""
    # An empty proxy handler: the machine's proxy must not be asked for its own loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address}readyz", timeout=_TIMEOUT_S) as response:
            body = response.read()
    except urllib.error.HTTPError as error:
        body = error.read()
    except OSError:
        return NO_ANSWER
    try:
        checks = json.loads(body)["checks"]
    except (ValueError, KeyError):
        text = body[:200].decode("utf-8", "replace")
        return Readiness(False, False, (f"/readyz answered {text!r}",), ("web server",))
    return _judge(checks, since)


def _judge(checks: dict[str, dict[str, object]], since: datetime) -> Readiness:
    problems: dict[str, str] = {}
    for name, check in checks.items():
        if not check.get("ok"):
            found = check.get("problems") or [{"what": f"{name} is not ready", "fix": ""}]
            problems[name] = "; ".join(_sentence(problem) for problem in found)  # type: ignore[attr-defined]
    seen_at = checks.get("worker", {}).get("seen_at")
    if "worker" not in problems and (
        not isinstance(seen_at, str) or datetime.fromisoformat(seen_at) < since
    ):
        # What is in the database was written by a worker of the run before.
        problems["worker"] = "the worker is starting"
    return Readiness(
        not problems, set(problems) == {"sandbox"}, tuple(problems.values()), tuple(problems)
    )


def _sentence(problem: dict[str, str]) -> str:
    what, fix = problem.get("what", "").rstrip("."), problem.get("fix", "")
    return what + (f". Fix: {fix}" if fix else "")
