"""What can keep a local run from starting; each error carries the fix."""


class LocalError(Exception):
    """A local run cannot go on; the text names the cause, ``fix`` what to do about it."""

    def __init__(self, cause: str, *, fix: str) -> None:
        super().__init__(cause)
        self.cause = cause
        self.fix = fix
