"""A sandbox that runs our own samples in this process, and a queue that only remembers."""

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from grader import publishing, sandbox
from grader.grading import grade_source
from grader.problems import get_problem
from grader.report import Report
from grader.sandbox import (
    Call,
    CallResult,
    Limits,
    Outcome,
    ReturnKind,
    RunResult,
    SandboxStatus,
    StudentError,
)

Script = Callable[[str, Sequence[Call]], RunResult]


@dataclass
class FakeSandbox:
    """Runs trusted samples without a jail; ``answers`` makes it say something else instead."""

    status: SandboxStatus = field(default_factory=lambda: SandboxStatus(True, "in process"))
    answers: Script | None = None
    calls: list[Call] = field(default_factory=list)
    n_runs: int = 0

    def run(self, source: str, function: str, calls: Sequence[Call], limits: Limits) -> RunResult:
        self.n_runs += 1
        self.calls = list(calls)
        if self.answers is not None:
            return self.answers(source, calls)
        return run_here(source, function, calls)

    def check(self, *, fresh: bool = False) -> SandboxStatus:
        return self.status


def run_here(source: str, function: str, calls: Sequence[Call]) -> RunResult:
    """Run a sample of ours in this process, reporting as the sandbox does."""
    names: dict[str, Any] = {}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, "submission.py", "exec"), names)
    results = tuple(call_here(names[function], call) for call in calls)
    return RunResult(
        Outcome.FINISHED,
        results,
        import_stdout=printed.getvalue(),
        cpu_s=0.01,
        wall_s=0.02,
        peak_memory_bytes=1024,
        tier="in process",
    )


def call_here(function: Callable[..., Any], call: Call) -> CallResult:
    arguments = [a.copy("K") if isinstance(a, np.ndarray) else a for a in call.arguments]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
        try:
            value = function(*arguments, **call.keywords)
        except Exception as error:
            mistake = StudentError(type(error).__name__, str(error), 7, ((7, "boom"),))
            return CallResult(ReturnKind.RAISED, error=mistake, stdout=printed.getvalue())
    is_changed = any(
        isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and not np.array_equal(a, b)
        for a, b in zip(arguments, call.arguments, strict=True)
    )
    return returned(value, is_changed=is_changed, stdout=printed.getvalue())


def returned(value: object, *, is_changed: bool = False, stdout: str = "") -> CallResult:
    """Return the result of a call that gave this value."""
    module, name = type(value).__module__, type(value).__qualname__
    is_array = type(value) is np.ndarray and value.dtype.kind in "biuf"
    kind = ReturnKind.ARRAY if is_array else kind_of(value)
    if isinstance(value, np.ndarray) and not is_array:
        name = f"{name} of {value.dtype}" if type(value) is np.ndarray else name
    return CallResult(
        kind,
        # As the jail does: what the function does to it later changes nothing.
        None if kind is ReturnKind.WRONG_TYPE else np.array(value),
        name if module == "builtins" else f"{module}.{name}",
        is_changed,
        stdout=stdout,
    )


def kind_of(value: object) -> ReturnKind:
    """Return what the jail calls a value that is no array."""

    def is_number(item: object) -> bool:
        return type(item) in {bool, int, float} or isinstance(item, np.number)

    if is_number(value):
        return ReturnKind.SCALAR
    if type(value) in {tuple, list} and all(map(is_number, value)):  # type: ignore[call-overload]
        return ReturnKind.TUPLE
    return ReturnKind.WRONG_TYPE


def mapped(function: Callable[..., object]) -> Script:
    """Make the sandbox answer each call with this function's value.

    Everything is passed by position, so that a test may name its parameters as it likes.
    """

    def answer(_: str, calls: Sequence[Call]) -> RunResult:
        plain = [Call((*call.arguments, *call.keywords.values())) for call in calls]
        return RunResult(Outcome.FINISHED, tuple(call_here(function, call) for call in plain))

    return answer


@pytest.fixture
def fake_sandbox(monkeypatch: pytest.MonkeyPatch) -> FakeSandbox:
    fake = FakeSandbox()
    monkeypatch.setattr(sandbox, "run", fake.run)
    monkeypatch.setattr(sandbox, "check_sandbox", fake.check)
    return fake


@dataclass
class FakeBroker:
    """Remembers what was published; ``error`` makes it fail as a broker that is down does.

    It stands for the Celery application, and for its connection and channel.
    """

    # Everything that was ever sent, with the seconds after which it is to arrive.
    sent: list[UUID] = field(default_factory=list)
    delays_s: list[float] = field(default_factory=list)
    # How many messages nobody has taken yet.
    n_waiting: int = 0
    error: Exception | None = None

    def send_task(
        self, name: str, *, kwargs: Mapping[str, str], queue: str, countdown: float | None
    ) -> None:
        self._fail()
        assert (name, queue) == ("grader.grade_submission", "grade")
        self.sent.append(UUID(kwargs["submission_id"]))
        self.delays_s.append(countdown or 0)
        self.n_waiting += 1

    def producer_or_acquire(self) -> "AbstractContextManager[FakeBroker]":
        return nullcontext(self)

    @property
    def channel(self) -> "FakeBroker":
        return self

    def queue_declare(self, queue: str) -> SimpleNamespace:
        self._fail()
        assert queue == "grade"
        return SimpleNamespace(message_count=self.n_waiting)

    def take(self, n: int = 1) -> None:
        """Let workers take messages."""
        assert self.n_waiting >= n
        self.n_waiting -= n

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBroker]:
    fake = FakeBroker()
    monkeypatch.setattr(publishing, "current_app", fake)
    publishing.breaker.reset()
    yield fake
    publishing.breaker.reset()


@pytest.fixture
def grade(fake_sandbox: FakeSandbox) -> Callable[..., Report]:
    """Grade a function, or a source, against conv2d with a fixed seed."""

    def grade_it(subject: str | Callable[..., object], *, seed: str = "5eed") -> Report:
        if callable(subject):
            fake_sandbox.answers = mapped(subject)
            return grade_source(get_problem("conv2d"), "# not read", seed=seed)
        fake_sandbox.answers = None
        return grade_source(get_problem("conv2d"), subject, seed=seed)

    return grade_it
