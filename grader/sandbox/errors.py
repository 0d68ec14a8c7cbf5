"""The errors of the sandbox: our own faults, with their cure; ``run`` turns them into BROKEN."""


class SandboxBroken(Exception):
    """The sandbox cannot be used here; ``what`` is the cause, ``fix`` the cure.

    No GraderError: this box within the box imports nothing of the grader's.
    """

    code = "sandbox_broken"

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(f"{what} Fix: {fix}")
        self.what = what
        self.fix = fix


class JailRefused(SandboxBroken):
    """The jail ended before it was ready: the machine refused something that it needs."""
