"""Landlock alone, without namespaces and filter: the second lock holds by itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox.child.kernel import syscall

PROJECT = Path(__file__).parents[3]
CODE = """
import errno, socket, sys
from grader.sandbox.child import kernel, landlock
kernel.forbid_new_privileges()
landlock.restrict_to_reading(sys.argv[1])
print(open(sys.argv[1] + "/inside").read())
for path, mode in ((sys.argv[1] + "/inside", "r+"), (sys.argv[1] + "/new", "w"), (__file__, "r")):
    try:
        open(path, mode)
    except PermissionError:
        print("refused")
"""


def test_only_reading_below_the_root_is_left(tmp_path):
    try:
        syscall(444, 0, 0, 1)
    except OSError:
        pytest.skip("this kernel has no Landlock: the sandbox works without it")
    root = tmp_path / "root"
    root.mkdir()
    (root / "inside").write_text("readable")
    script = tmp_path / "script.py"
    script.write_text(CODE)
    done = subprocess.run(
        [sys.executable, script, root],
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "readable\nrefused\nrefused\nrefused\n", done.stderr
