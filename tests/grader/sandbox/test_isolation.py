"""What a program sees from the inside: its own Python and nothing of the machine."""

import json
import os
import socket
import time
from typing import Any

import pytest

from grader.sandbox import Call, Limits, Outcome, run
from grader.sandbox.jail import command_line
from grader.sandbox.runtime import Runtime, ensure_runtime
from tests.grader.sandbox.conftest import (
    assert_a_neighbour_is_right,
    processes_in_jails,
    wait_until_settled,
)

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("nothing_left")]
LIMITS = Limits(cpu_s=3, wall_s=6)

LOOK_AROUND = """
import json, os, signal, sys

def descriptors():
    found = []
    for fd in range(64):
        try:
            os.fstat(fd)
            found.append(fd)
        except OSError:
            pass
    return found

def writable(folder):
    try:
        os.close(os.open(os.path.join(folder, "mark"), os.O_CREAT | os.O_WRONLY))
        return True
    except OSError:
        return False

def f():
    folders = [folder for folder, _, _ in os.walk("/")]
    files = [os.path.join(folder, name) for folder, _, names in os.walk("/") for name in names]
    print(json.dumps({
        "root": sorted(os.listdir("/")),
        "environment": dict(os.environ),
        "host": os.uname().nodename,
        "uid": os.getuid(),
        "pid": os.getpid(),
        "parent": os.getppid(),
        "descriptors": descriptors(),
        "writable": [folder for folder in folders if writable(folder)],
        "devices": [name for name in files if not os.path.isfile(name)],
        "folder": os.getcwd(),
        "argv": sys.argv,
        "modules": sorted(name for name in os.listdir("/packages")),
    }))
    return 0
"""


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """Return what a program finds when it looks around."""
    result = run(LOOK_AROUND, "f", [Call()], LIMITS)
    assert result.outcome is Outcome.FINISHED, result
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_root_holds_python_and_numpy_only(seen: dict[str, Any]):
    assert seen["root"] == ["harness", "lib", "lib64", "packages", "python"]
    assert set(seen["modules"]) <= {"numpy", "numpy.libs"}
    assert seen["devices"] == []


def test_no_folder_is_writable(seen: dict[str, Any]):
    assert seen["writable"] == []


def test_the_environment_is_our_own(seen: dict[str, Any]):
    names = {"LD_LIBRARY_PATH", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"}
    assert set(seen["environment"]) <= names | {"LC_ALL", "PWD"}
    assert not any(value in str(seen["environment"]) for value in (os.getcwd(), os.environ["PATH"]))


def test_host_name_processes_and_user_are_not_the_machines(seen: dict[str, Any]):
    assert seen["host"] == "sandbox" != socket.gethostname()
    assert seen["pid"] < 10 and seen["parent"] in (0, 1)
    assert seen["uid"] != 0
    assert seen["folder"] == "/" and seen["argv"] == ["submission.py"]


def test_it_holds_its_six_descriptors_only(seen: dict[str, Any]):
    assert seen["descriptors"] == [0, 1, 2, 3, 4, 5]


def test_no_file_of_the_jail_names_a_path_of_this_machine():
    runtime = ensure_runtime()
    places = [str(runtime.root).encode(), os.getcwd().encode()]
    files = [*runtime.root.rglob("*.pyc"), *runtime.harness.rglob("*.pyc")]
    assert len(files) > 500
    assert [path for path in files if any(place in path.read_bytes() for place in places)] == []


def test_every_namespace_and_no_host_folder_is_in_the_command(tmp_path):
    runtime = Runtime(tmp_path / "root", tmp_path / "harness")
    command = command_line("/usr/bin/bwrap", runtime, 7, is_warm=True)
    spaces = {part for part in command if part.startswith("--unshare-")}
    assert spaces >= {f"--unshare-{name}" for name in ("user", "ipc", "pid", "net", "uts")}
    assert not {"--bind", "--dev", "--proc", "--dev-bind", "--tmpfs", "--share-net"} & set(command)
    mounted = [command[i + 1] for i, part in enumerate(command) if part == "--ro-bind"]
    assert mounted == [str(runtime.root), str(runtime.harness)]


def test_only_a_warm_jail_keeps_capabilities_and_only_those_that_it_needs(tmp_path):
    runtime = Runtime(tmp_path / "root", tmp_path / "harness")
    kept = {}
    for is_warm in (False, True):
        command = command_line("/usr/bin/bwrap", runtime, 7, is_warm=is_warm)
        kept[is_warm] = [command[i + 1] for i, part in enumerate(command) if part == "--cap-add"]
        assert command[command.index("--cap-drop") + 1] == "ALL"
    assert kept == {False: [], True: ["CAP_SYS_ADMIN", "CAP_SETPCAP"]}


def test_one_submission_sees_nothing_of_the_one_before():
    source = "import sys, json\nseen = hasattr(json, 'mark')\njson.mark = 1\ndef f(): return seen\n"
    for _ in range(2):
        array = run(source, "f", [Call()], LIMITS).calls[0].array
        assert array is not None and not array


NAMESPACES = ("mnt", "net", "ipc", "uts", "pid")


def namespaces_of(pid: int | str) -> dict[str, str]:
    """Return the names that the kernel has for a process's namespaces; only root may look."""
    return {name: os.readlink(f"/proc/{pid}/ns/{name}") for name in NAMESPACES}


def namespaces_of_the_spare() -> dict[str, str]:
    """Return those of the child that waits, once it has left the zygote's mounts."""
    wait_until_settled()
    _, zygote, _, child = processes_in_jails()
    theirs, deadline = namespaces_of(zygote), time.monotonic() + 5
    while (mine := namespaces_of(child))["mnt"] == theirs["mnt"] and time.monotonic() < deadline:
        time.sleep(0.005)
    assert mine["mnt"] != theirs["mnt"]
    return mine


def test_every_child_has_namespaces_that_the_one_before_did_not_have():
    if os.geteuid() != 0:
        # What follows from them is tested by what a child sees.
        return
    before, ours = namespaces_of("self"), namespaces_of("self")
    for _ in range(4):
        assert_a_neighbour_is_right()
        mine = namespaces_of_the_spare()
        assert not set(mine.values()) & {*before.values(), *ours.values()}
        before = mine


# Requests arrive on descriptor 3, from where several may be read at once: is another one there?
IS_ANOTHER_WAITING = """
import select, sys
wire = sys.modules["child.wire"]
def f(x):
    is_read = wire._n_used < len(wire._rest)
    return is_read or bool(select.select([3], [], [], 0.05)[0])
"""


def is_another_waiting(*calls: Call) -> list[bool]:
    """Return what each call but the last one sees; after the last one the pipe is closed."""
    result = run(IS_ANOTHER_WAITING, "f", calls, LIMITS)
    assert result.outcome is Outcome.FINISHED, result
    return [bool(call.array) for call in result.calls[:-1]]


def test_a_later_calls_inputs_have_not_entered_when_an_earlier_one_answers():
    assert is_another_waiting(Call((1,)), Call((2,)), Call((3,))) == [False, False]


def test_joined_calls_enter_together_and_no_others_with_them():
    first, second = Call((1,), is_joined=True), Call((2,), is_joined=True)
    third, fourth, last = Call((3,)), Call((4,), is_joined=True), Call((5,))
    assert is_another_waiting(first, second, third, fourth, last) == [True, False, True, False]
