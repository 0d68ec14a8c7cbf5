"""Whether the process that claimed a submission still lives, as far as it can be known."""

import os
import subprocess
import sys

import pytest

from grader.processes import is_known_dead, name_own_process
from tests.fixtures.servers import wait_until

_PRINT_NAME = (
    "from grader.processes import name_own_process; print(name_own_process(), flush=True); input()"
)


@pytest.fixture
def other():
    """Another process that waits, and its name."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PRINT_NAME],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    yield process, process.stdout.readline().strip()
    process.kill()
    process.communicate()


def test_a_living_process_is_not_dead(other):
    process, name = other
    assert f"/{process.pid}/" in name
    assert name != name_own_process()
    assert not is_known_dead(name)
    assert not is_known_dead(name_own_process())


def test_a_killed_process_is_dead_even_before_it_is_reaped(other):
    process, name = other
    process.kill()
    wait_until(lambda: is_known_dead(name), what=f"{name} to be dead")
    process.wait()
    assert is_known_dead(name)


def test_a_process_that_got_the_number_of_a_dead_one_is_another():
    place, pid, started = name_own_process().rsplit("/", 2)
    assert pid == str(os.getpid())
    assert is_known_dead(f"{place}/{pid}/{int(started) - 1}")


def test_of_another_machine_or_container_nothing_is_known():
    place, pid, started = name_own_process().rsplit("/", 2)
    boot, namespace = place.split("/", 1)
    for elsewhere in (f"{boot[::-1]}/{namespace}", f"{boot}/pid:[1]"):
        assert not is_known_dead(f"{elsewhere}/4194303/{started}")
    assert is_known_dead(f"{place}/4194303/{started}")


@pytest.mark.parametrize("name", ["", "nonsense", "a/b/c/d"])
def test_a_name_that_says_nothing_proves_nothing(name):
    assert not is_known_dead(name)
