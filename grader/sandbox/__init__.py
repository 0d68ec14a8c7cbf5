"""The sandbox: one door to run foreign code.

Use ``run`` to run a student's function and ``check_sandbox`` to learn whether that is safe here.
"""

from grader.sandbox.config import configure
from grader.sandbox.errors import SandboxBroken
from grader.sandbox.model import (
    Argument,
    Call,
    CallResult,
    Limits,
    Outcome,
    ReturnKind,
    RunResult,
    SandboxProblem,
    SandboxStatus,
    StudentError,
)
from grader.sandbox.probe import check_sandbox
from grader.sandbox.running import run

__all__ = [
    "Argument",
    "Call",
    "CallResult",
    "Limits",
    "Outcome",
    "ReturnKind",
    "RunResult",
    "SandboxBroken",
    "SandboxProblem",
    "SandboxStatus",
    "StudentError",
    "check_sandbox",
    "configure",
    "run",
]
