"""Runs our own programs over cases, in forked processes with limits; not for foreign code.

Mutants are derived from our references, so they mean no harm: they want a clock and a memory limit,
not a jail. What crashes or does not end takes its process along, and the programs behind it get a
new one. Arguments go through the jail's own
framing, so that arrays have the memory layouts which a submission sees. A result says what the
checker says; the numbers themselves stay in the child, except for a digest that tells behaviours
apart.
"""

import faulthandler
import json
import os
import resource
import selectors
import signal
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checker import Expectation, check_call
from grader.problems.model import Case, Problem
from grader.sandbox import CallResult, ReturnKind, StudentError
from grader.sandbox.child import framing

N_AT_ONCE = 2
# Programs that one process runs: a fork costs as much as a few programs do.
_BATCH = 20
# For one program, and for a process with all its programs, which should never be needed.
_CPU_S = 3.0
_WALL_S = 120.0
_SPARE_MEMORY_BYTES = 512 * 1024 * 1024
# Digits that order of addition cannot touch; a narrower float is told apart by its verdict.
_DIGEST_STEPS = 1e7
NOT_KILLED = frozenset({"accepted", "not_run"})


@dataclass(frozen=True, eq=False)
class Trial:
    """One case with its expected output and its arguments packed for sending."""

    case: Case
    expectation: Expectation
    positional: tuple[bytes, ...]
    named: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Answer:
    """What one program did with one case."""

    verdict: str
    digest: str = ""

    @property
    def is_kill(self) -> bool:
        """Tell whether the case shows the program to be wrong."""
        return self.verdict not in NOT_KILLED


_NOT_RUN = Answer("not_run")


def make_trials(problem: Problem, cases: Sequence[Case]) -> tuple[Trial, ...]:
    """Return the cases with what they must return, ready to be run any number of times."""
    return tuple(
        Trial(
            case,
            problem.expect(case),
            tuple(framing.pack_value(value) for value in case.given()),
            tuple((name, framing.pack_value(value)) for name, value in case.named().items()),
        )
        for case in cases
    )


@dataclass
class _Child:
    """A process that runs some programs, one after the other, and says one line per answer."""

    pid: int
    batch: list[int]
    deadline: float
    is_overdue: bool = False
    said: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True, eq=False)
class _Work:
    sources: Sequence[str]
    function: str
    trials: Sequence[Trial]
    is_brief: bool

    def is_done(self, answers: Sequence[Answer]) -> bool:
        """Tell whether a program has no more to say."""
        is_killed = self.is_brief and any(answer.is_kill for answer in answers)
        return is_killed or len(answers) == len(self.trials)


def run_programs(
    sources: Sequence[str], function: str, trials: Sequence[Trial], *, is_brief: bool = False
) -> list[tuple[Answer, ...]]:
    """Return each program's answers, one per trial, in the order of the programs.

    With ``is_brief`` a program's first kill ends it; the trials after it are not run.
    """
    work = _Work(sources, function, trials, is_brief)
    answers: list[list[Answer]] = [[] for _ in sources]
    indices = list(range(len(sources)))
    waiting = deque(indices[at : at + _BATCH] for at in range(0, len(indices), _BATCH))
    with selectors.DefaultSelector() as selector:
        while waiting or selector.get_map():
            while waiting and len(selector.get_map()) < N_AT_ONCE:
                _start(selector, waiting.popleft(), work)
            for child in _listen(selector):
                rest = _collect(child, work, answers)
                if rest:
                    waiting.appendleft(rest)
    padding = [_NOT_RUN] * len(trials)
    return [(*given, *padding[len(given) :]) for given in answers]


def _start(selector: selectors.BaseSelector, batch: list[int], work: _Work) -> None:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _fence()
            for index in batch:
                # The kernel ends what uses more; SIGPROF has no handler here.
                signal.setitimer(signal.ITIMER_PROF, _CPU_S)
                for answer in _run(work, index):
                    line = json.dumps([index, answer.verdict, answer.digest])
                    os.write(writing, line.encode() + b"\n")
        finally:
            os._exit(0)
    os.close(writing)
    child = _Child(pid, batch, time.monotonic() + _WALL_S)
    selector.register(reading, selectors.EVENT_READ, child)


def _listen(selector: selectors.BaseSelector) -> Iterator[_Child]:
    """Collect what the children say; hand out those that have ended."""
    for key, _ in selector.select(timeout=0.5):
        child: _Child = key.data
        data = os.read(key.fd, 1 << 16)
        child.said += data
        if not data:
            selector.unregister(key.fd)
            os.close(key.fd)
            _, status = os.waitpid(child.pid, 0)
            is_stopped = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF
            child.is_overdue = child.is_overdue or is_stopped
            yield child
    for key in list(selector.get_map().values()):
        child = key.data
        if time.monotonic() > child.deadline and not child.is_overdue:
            child.is_overdue = True
            os.kill(child.pid, signal.SIGKILL)


def _collect(child: _Child, work: _Work, answers: list[list[Answer]]) -> list[int]:
    """Take over a child's answers; return the programs that it did not come to."""
    for line in child.said.decode().split("\n")[:-1]:
        index, verdict, digest = json.loads(line)
        answers[index].append(Answer(verdict, digest))
    for position, index in enumerate(child.batch):
        if not work.is_done(answers[index]):
            # This one ended the process, or the clock did.
            end = "time_limit" if child.is_overdue else "runtime_error"
            answers[index].append(Answer(end, "ended"))
            return child.batch[position + 1 :]
    return []


def _fence() -> None:
    with open("/proc/self/statm", encoding="ascii") as statm:
        room = int(statm.read().split()[0]) * resource.getpagesize() + _SPARE_MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    faulthandler.disable()
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)


def _run(work: _Work, index: int) -> Iterator[Answer]:
    names: dict[str, Any] = {"__name__": "submission"}
    with _quiet():
        code = compile(work.sources[index], "submission.py", "exec")
        try:
            exec(code, names)  # noqa: S102 - our own programs only
        except Exception as error:  # noqa: BLE001 - whatever a mutant raises is its answer
            yield from [Answer("runtime_error", type(error).__name__)] * len(work.trials)
            return
        for trial in work.trials:
            result = _call(names[work.function], trial)
            answer = Answer(
                check_call(result, trial.expectation, is_hidden=True).verdict,
                _digest(result, trial.expectation),
            )
            yield answer
            if work.is_brief and answer.is_kill:
                return


@contextmanager
def _quiet() -> Iterator[None]:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _call(function: Callable[..., object], trial: Trial) -> CallResult:
    arguments = [framing.Cursor(data).value() for data in trial.positional]
    keywords = {name: framing.Cursor(data).value() for name, data in trial.named}
    inputs = [a for a in (*arguments, *keywords.values()) if isinstance(a, np.ndarray)]
    before = [(a.shape, a.tobytes()) for a in inputs]
    try:
        value = function(*arguments, **keywords)
    except Exception as error:  # noqa: BLE001 - whatever a mutant raises is its answer
        return CallResult(ReturnKind.RAISED, error=StudentError(type(error).__name__, ""))
    is_changed = [(a.shape, a.tobytes()) for a in inputs] != before
    kind, array = _read(value)
    name = "numpy.ndarray" if kind is ReturnKind.ARRAY else type(value).__name__
    return CallResult(kind, array, name, is_changed)


def _read(value: object) -> tuple[ReturnKind, NDArray[Any] | None]:
    """Return what the jail says of a returned value."""
    if type(value) is np.ndarray and value.dtype.kind in "biuf":
        return ReturnKind.ARRAY, value.copy()
    if _is_number(value):
        kind = ReturnKind.SCALAR
    elif isinstance(value, tuple | list) and all(_is_number(item) for item in value):
        kind = ReturnKind.TUPLE
    else:
        return ReturnKind.WRONG_TYPE, None
    array = np.asarray(value)
    is_plain = array.dtype.kind in "biuf"
    return (kind, array) if is_plain else (ReturnKind.WRONG_TYPE, None)


def _is_number(value: object) -> bool:
    return type(value) in {bool, int, float} or isinstance(value, np.bool_ | np.number)


def _digest(result: CallResult, expectation: Expectation) -> str:
    if result.array is None:
        name = result.error.type if result.error else result.type_name
        return f"{result.kind.value} {name}"
    scale = expectation.scale() or 1.0
    values = np.nan_to_num(result.array.astype(np.float64), posinf=1e300, neginf=-1e300)
    # Adding zero turns -0.0 into 0.0.
    steps = np.rint(values / scale * _DIGEST_STEPS) + 0.0
    text = f"{steps.shape} {result.array.dtype.kind} {result.is_input_changed}"
    return sha256(text.encode() + steps.tobytes()).hexdigest()[:16]
