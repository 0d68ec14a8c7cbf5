"""The one error of the sandbox that leaves a module: our own fault, with its cure."""

from grader.errors import GraderError


class SandboxBroken(GraderError):
    """The sandbox cannot be used here; ``what`` is the cause, ``fix`` the cure."""

    code = "sandbox_broken"

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(f"{what} Fix: {fix}")
        self.what = what
        self.fix = fix
