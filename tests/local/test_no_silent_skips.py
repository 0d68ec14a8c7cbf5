"""The plugin that keeps skipped tests from looking like passed ones."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.servers import ROOT

PASSES = "def test_passes(): pass\n"
SKIPS = "import pytest\ndef test_skips(): pytest.skip('no browser here')\n"
XFAILS = "import pytest\n@pytest.mark.xfail(reason='a bug')\ndef test_fails(): assert 0\n"


def run(tmp_path: Path, text: str, *arguments: str, ci: str) -> tuple[int, str]:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_it.py").write_text(text)
    plugins = ["-p", "tests.no_silent_skips", "-p", "no:django"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, *arguments],
        cwd=tmp_path,
        env={**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("arguments", [(), ("-n", "1")])
def test_a_skip_fails_the_run_in_ci_and_is_named(tmp_path, arguments):
    code, output = run(tmp_path, PASSES + SKIPS, *arguments, ci="true")
    assert code == 1
    assert "did not run: 1" in output
    assert "no browser here" in output


def test_an_expected_failure_fails_the_run_in_ci(tmp_path):
    code, output = run(tmp_path, PASSES + XFAILS, ci="1")
    assert code == 1
    assert "test_it.py::test_fails: expected to fail: a bug" in output


def test_elsewhere_a_skip_is_named_and_fails_nothing(tmp_path):
    code, output = run(tmp_path, PASSES + SKIPS, ci="")
    assert code == 0
    assert "did not run: 1" in output


def test_a_run_without_skips_is_left_alone(tmp_path):
    code, output = run(tmp_path, PASSES, ci="true")
    assert code == 0
    assert "did not run:" not in output
