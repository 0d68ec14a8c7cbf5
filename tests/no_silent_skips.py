"""A pytest plugin: whatever does not run says so at the end, and fails the run where CI=true.

List it in ``pytest_plugins``. A test that cannot run here and is skipped would otherwise look like
a test that passed.
"""

import os

import pytest

_NOT_RUN = {"skipped": "skipped", "xfailed": "expected to fail"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List every test that was skipped or expected to fail, with its reason."""
    rows = [
        f"{report.nodeid}: {word}: {_reason(report)}"
        for category, word in _NOT_RUN.items()
        for report in terminalreporter.stats.get(category, [])
    ]
    if not rows:
        return
    terminalreporter.section(f"did not run: {len(rows)}", red=True, bold=True)
    for row in rows:
        terminalreporter.line(row)
    if is_ci():
        terminalreporter.line("CI=true: this fails the run.", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a good exit into a bad one when something did not run in CI."""
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    # With xdist only the main process has the reports of all.
    if reporter is None or hasattr(session.config, "workerinput") or not is_ci():
        return
    is_good = session.exitstatus == pytest.ExitCode.OK
    if is_good and any(reporter.stats.get(category) for category in _NOT_RUN):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def is_ci() -> bool:
    """Return whether this is continuous integration."""
    return os.environ.get("CI", "").strip().lower() in {"1", "true", "yes"}


def _reason(report: object) -> str:
    text = getattr(report, "wasxfail", "")
    found = getattr(report, "longrepr", None)
    if not text and isinstance(found, tuple):
        text = str(found[2])
    return str(text or "no reason given")
