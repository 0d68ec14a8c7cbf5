"""Many grade side by side, one grades alone, and nothing waits for ever; time limits twice."""

import fcntl
import threading
import time
from contextlib import contextmanager

import pytest

from grader import room
from grader.grading import grade_source
from grader.problems import get_problem
from grader.proving.solutions import read_references
from grader.sandbox import CallResult, Outcome, ReturnKind, RunResult
from tests.fixtures.servers import wait_until
from tests.grader.conftest import run_here


@pytest.fixture(autouse=True)
def own_room(settings, tmp_path):
    settings.GRADER_ROOM_DIR = tmp_path / "room"


@contextmanager
def somebody(enter):
    """Have another thread in the room until the block ends; yields once it is in."""
    is_in, may_leave = threading.Event(), threading.Event()

    def stay():
        with enter():
            is_in.set()
            may_leave.wait(60)

    thread = threading.Thread(target=stay)
    thread.start()
    assert is_in.wait(60)
    yield may_leave
    may_leave.set()
    thread.join()


def door_is_held() -> bool:
    door = room._lock("door", fcntl.LOCK_EX, 0)
    room._unlock(door)
    return door is None


def test_many_are_in_the_room_at_once():
    with somebody(room.beside_others), somebody(room.beside_others):
        # Else each would wait for the others, as long as it waits for anybody.
        started = time.monotonic()
        with room.beside_others():
            assert time.monotonic() - started < room.WAIT_S


def test_workers_that_see_different_folders_do_not_know_of_each_other(settings, tmp_path):
    """So containers of one machine need a folder in common, and machines one each."""
    with somebody(room.beside_others):
        settings.GRADER_ROOM_DIR = tmp_path / "another machine"
        with room.alone() as is_alone:
            assert is_alone


@pytest.mark.parametrize("first", [room.alone, room.beside_others])
def test_who_wants_to_be_alone_waits_for_the_others(first):
    with somebody(first) as may_leave:
        started = time.monotonic()
        threading.Timer(0.3, may_leave.set).start()
        with room.alone() as is_alone:
            assert is_alone
            assert time.monotonic() - started >= 0.3


def test_nobody_enters_while_one_waits_to_be_alone():
    """Else those who come and go would keep it waiting for ever."""
    order = []

    def enter(name, way):
        with way():
            order.append(name)

    with somebody(room.beside_others):
        lonely = threading.Thread(target=enter, args=("alone", room.alone))
        lonely.start()
        wait_until(door_is_held, what="the first one at the door")
        late = threading.Thread(target=enter, args=("late", room.beside_others))
        late.start()
        # Time in which it would come in, were the door open.
        time.sleep(0.2)
        assert order == []
    lonely.join(60)
    late.join(60)
    assert order == ["alone", "late"]


def test_waiting_ends_and_grading_goes_on_without_being_alone(monkeypatch):
    monkeypatch.setattr(room, "WAIT_S", 0.2)
    with somebody(room.beside_others), room.alone() as is_alone:
        assert not is_alone
    with somebody(room.alone), room.beside_others():
        pass


def test_without_a_place_for_the_files_grading_goes_on(settings, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    settings.GRADER_ROOM_DIR = tmp_path / "file" / "room"
    with room.beside_others(), room.alone() as is_alone:
        assert not is_alone
    assert "Unable to lock" in caplog.text


def too_slow(calls):
    return RunResult(
        Outcome.TIME_LIMIT, (CallResult(ReturnKind.NOT_RUN),) * len(calls), reason="cpu"
    )


def grade_lesson():
    lesson = next(s for s in read_references("conv2d") if s.name == "lesson")
    return grade_source(get_problem("conv2d"), lesson.source, seed="5eed")


def test_a_time_limit_counts_only_when_a_second_run_alone_confirms_it(fake_sandbox):
    fake_sandbox.answers = lambda source, calls: too_slow(calls)
    assert grade_lesson().verdict == "time_limit"
    assert fake_sandbox.n_runs == 2


def test_what_finishes_in_the_second_run_was_not_too_slow(fake_sandbox, caplog):
    given = []

    def first_slow(source, calls):
        given.append(calls)
        if len(given) == 1:
            return too_slow(calls)
        # Alone: whoever comes now has to wait.
        assert room._lock("room", fcntl.LOCK_SH, 0) is None
        return run_here(source, "conv2d", calls)

    fake_sandbox.answers = first_slow
    caplog.set_level("INFO")
    report = grade_lesson()
    assert (report.verdict, report.score) == ("accepted", 1.0)
    assert given[0] is given[1]
    assert "tried again alone: finished" in caplog.text


def test_other_ends_are_not_run_again(fake_sandbox):
    fake_sandbox.answers = lambda source, calls: RunResult(
        Outcome.MEMORY_LIMIT, (CallResult(ReturnKind.NOT_RUN),) * len(calls)
    )
    assert grade_lesson().verdict == "memory_limit"
    assert fake_sandbox.n_runs == 1
