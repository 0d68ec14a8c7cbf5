"""The one error of the sandbox: our own fault, with its cure; ``run`` turns it into BROKEN."""


class SandboxBroken(Exception):
    """The sandbox cannot be used here; ``what`` is the cause, ``fix`` the cure.

    No GraderError: this box within the box imports nothing of the grader's.
    """

    code = "sandbox_broken"

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(f"{what} Fix: {fix}")
        self.what = what
        self.fix = fix
