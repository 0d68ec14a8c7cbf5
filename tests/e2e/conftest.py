"""The site, the browser and the people of the browser tests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from examcenter.local.redis_server import RedisServer
from tests.e2e.browsing import PATIENCE_MS, Student, student_at
from tests.e2e.site import Site, running_site
from tests.fixtures.servers import Running, run_manage

# One test's own time; each thing that it waits for has PATIENCE_MS.
TIMEOUT_S = 600
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder.

    The first test of a process waits until its site is built, which takes minutes on a busy
    machine: that is not the test's time.
    """
    for item in items:
        if item.nodeid.startswith("tests/e2e/"):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(TIMEOUT_S, func_only=True))


# Not longer than a module: while it lives, an event loop runs in this process, and Django then
# refuses its database to whichever tests come next.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium from the system."""
    program = shutil.which("chromium")
    assert program, "Chromium is not installed. Fix: apt-get install chromium (`make test` does)"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, redis_server: RedisServer) -> Iterator[Site]:
    """A running service with the demo course; its web server lives as long as the session."""
    with running_site(tmp_path_factory.mktemp("site"), redis_server) as running:
        yield running


@pytest.fixture
def student(browser: Browser, site: Site) -> Iterator[Student]:
    """Somebody new at a desktop, signed in."""
    with student_at(browser, site) as somebody:
        somebody.sign_in()
        yield somebody


@pytest.fixture
def grading_worker(site: Site, celery_worker_process: Callable[..., Running]) -> Running:
    """A real worker that grades what is submitted on the site."""
    return celery_worker_process(
        database_url=site.environment["EXAMCENTER_DATABASE_URL"],
        broker_url=site.environment["EXAMCENTER_BROKER_URL"],
        environment=site.environment,
    )


@pytest.fixture(scope="session")
def things(site: Site) -> dict[str, Any]:
    """One of everything, and who looks at it."""
    make = "from tests.e2e.things import make_things; print(make_things())"
    printed = run_manage("shell", "--verbosity", "0", "-c", make, environment=site.environment)
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return found
