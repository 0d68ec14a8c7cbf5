"""What goes into a run and what comes out of it: frozen values, no behaviour."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

KIB = 1024
MIB = 1024 * 1024

Argument = NDArray[Any] | int | float | bool | str | None


@dataclass(frozen=True)
class Call:
    """One call of the student's function; it has no name, so none can leak into the jail.

    A call's inputs enter when everything before it has been answered. A *joined* call enters
    together with what is before it, another call or the source: one exchange for all of them, a
    *batch*, in which what is printed and returned may depend on the inputs of all its calls.
    """

    arguments: tuple[Argument, ...] = ()
    keywords: Mapping[str, Argument] = field(default_factory=dict)
    is_joined: bool = False


@dataclass(frozen=True)
class Limits:
    """What one run may use, all its calls together."""

    cpu_s: float = 10
    wall_s: float = 20
    memory_bytes: int = 256 * MIB
    stdout_bytes: int = 64 * KIB
    result_bytes: int = 32 * MIB
    source_bytes: int = 64 * KIB


class Outcome(enum.Enum):
    """How a run ended, by what the kernel and the framing show."""

    FINISHED = "finished"
    REFUSED = "refused"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    CRASHED = "crashed"
    POLICY = "policy"
    BROKEN = "broken"


class ReturnKind(enum.Enum):
    """What one call returned."""

    ARRAY = "array"
    SCALAR = "scalar"
    TUPLE = "tuple"
    WRONG_TYPE = "wrong_type"
    RAISED = "raised"
    NOT_RUN = "not_run"


@dataclass(frozen=True)
class StudentError:
    """An exception of the student's, reduced to its own source: no frame of ours, no path.

    ``message`` is the student's text (it may carry an input's values): for hidden cases show
    ``type`` and ``line`` only.
    """

    type: str
    message: str
    line: int | None = None
    lines: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class CallResult:
    """What one call claims to have returned; ``array`` is the parent's own copy.

    SCALAR carries a 0-d array, TUPLE (a tuple or a list of plain numbers) a 1-d array;
    ``type_name`` is the exact type. ``is_input_changed`` is the child's word and can only hurt
    the student. ``time_s`` is CPU time read from outside when the answer was noticed; in a
    batch, where answers are looked for now and then, it is exact to some hundredths of a second.
    ``stdout`` is what was printed during this call, or during its whole batch if it is the last of
    it that answered; nothing printed there can know the inputs of a later batch.
    """

    kind: ReturnKind
    array: NDArray[Any] | None = None
    type_name: str = ""
    is_input_changed: bool = False
    error: StudentError | None = None
    time_s: float = 0.0
    stdout: str = ""


NOT_RUN = CallResult(ReturnKind.NOT_RUN)


@dataclass(frozen=True)
class RunResult:
    """A whole run; ``calls`` has one entry per call, in order, NOT_RUN after a fatal end.

    ``reason`` is a stable code that refines ``outcome`` (see ``grader.sandbox.verdict``),
    ``error`` the student's exception when the source was refused or its body raised,
    ``import_stdout`` what was printed by the source's body and the calls joined to it, ``stdout``
    everything kept.
    ``detail`` is for operators, never for students.
    """

    outcome: Outcome
    calls: tuple[CallResult, ...]
    stdout: str = ""
    import_stdout: str = ""
    error: StudentError | None = None
    reason: str = ""
    cpu_s: float = 0.0
    wall_s: float = 0.0
    peak_memory_bytes: int = 0
    tier: str = ""
    detail: str = ""


@dataclass(frozen=True)
class SandboxProblem:
    """One thing that keeps the sandbox from working, and the exact way to mend it."""

    what: str
    fix: str


@dataclass(frozen=True)
class SandboxStatus:
    """Whether foreign code may be run here, and how well it would be held."""

    is_ready: bool
    tier: str = ""
    problems: tuple[SandboxProblem, ...] = ()
