"""What can go wrong around signing in, in words for the person whom it happens to."""

from __future__ import annotations

from examcenter.exams.errors import ExamError


class WrongCode(ExamError):
    """A code that is not the one of now, or that was used already."""

    code = "wrong_code"
    title = "This code does not fit"
    action = "Wait for the next code of your app and type that one."
    status = 401

    def __init__(self) -> None:
        super().__init__("The code is not the current one, or it was used before.")


class TooManyCodes(ExamError):
    """Codes are not looked at for a while after wrong ones."""

    code = "too_many_codes"
    title = "Too many wrong codes"
    action = "Wait, then type the code that your app shows."
    status = 429

    def __init__(self, *, wait_s: int) -> None:
        self.retry_after_s = wait_s
        unit = "second" if wait_s == 1 else "seconds"
        super().__init__(f"Codes are looked at again in {wait_s} {unit}.")


class LinkOver(ExamError):
    """A link to a password that was used, or is too old, or was never made by us."""

    code = "link_over"
    title = "This link does not work any more"
    action = "Ask for a new one: from the sign-in page, or from a teacher of your course."
    status = 410

    def __init__(self) -> None:
        super().__init__("Such a link works once and for a limited time.")


class TooManyResets(ExamError):
    """Links are asked for faster than people do."""

    code = "too_many_resets"
    title = "Too many links were asked for"
    action = "Wait an hour, or ask a teacher of your course."
    status = 429
    retry_after_s = 3600

    def __init__(self) -> None:
        super().__init__("From your network, too many links were asked for within an hour.")
