"""Landlock alone, without namespaces and filter: the second lock holds by itself, where it is."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox.child.landlock import kernel_abi

PROJECT = Path(__file__).parents[3]
CODE = """
import sys
from grader.sandbox.child import kernel, landlock
{before}
kernel.forbid_new_privileges()
landlock.restrict_to_reading(sys.argv[1])
print(landlock.kernel_abi())
for path, mode in (("inside", "r"), ("inside", "r+"), ("new", "w"), ("../script.py", "r")):
    try:
        open(sys.argv[1] + "/" + path, mode)
        print("opened", path, mode)
    except PermissionError:
        print("refused", path, mode)
"""
WITHOUT_LANDLOCK = """
def no_such_call(number, *arguments):
    raise OSError(38, "Function not implemented")
landlock.syscall = no_such_call
"""
ATTEMPTS = ("inside r", "inside r+", "new w", "../script.py r")


@pytest.mark.parametrize("before", ["", WITHOUT_LANDLOCK], ids=["this kernel", "no Landlock"])
def test_only_reading_below_the_root_is_left_where_the_kernel_has_landlock(tmp_path, before: str):
    abi = 0 if before else kernel_abi()
    root = tmp_path / "root"
    root.mkdir()
    (root / "inside").write_text("readable")
    script = tmp_path / "script.py"
    script.write_text(CODE.format(before=before))
    done = subprocess.run(
        [sys.executable, script, root],
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
    )
    # Without it everything else of the sandbox has to hold, and does: it is no fault.
    word = "refused" if abi else "opened"
    first, *others = ATTEMPTS
    wanted = [str(abi), f"opened {first}", *(f"{word} {attempt}" for attempt in others)]
    assert done.stdout.splitlines() == wanted, done.stderr
