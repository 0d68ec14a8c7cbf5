"""What can go wrong around signing in, in words for the person whom it happens to."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from examcenter.exams.errors import ExamError


class WrongCode(ExamError):
    """A code that is not the one of now, or that was used already."""

    code = "wrong_code"
    title = gettext_lazy("This code does not fit")
    action = gettext_lazy("Wait for the next code of your app and type that one.")
    status = 401

    def __init__(self) -> None:
        super().__init__(_("The code is not the current one, or it was used before."))


class TooManyCodes(ExamError):
    """Codes are not looked at for a while after wrong ones."""

    code = "too_many_codes"
    title = gettext_lazy("Too many wrong codes")
    action = gettext_lazy("Wait, then type the code that your app shows.")
    status = 429

    def __init__(self, *, wait_s: int) -> None:
        self.retry_after_s = wait_s
        super().__init__(
            ngettext(
                "Codes are looked at again in %(n)d second.",
                "Codes are looked at again in %(n)d seconds.",
                wait_s,
            )
            % {"n": wait_s}
        )


class LinkOver(ExamError):
    """A link to a password that was used, or is too old, or was never made by us."""

    code = "link_over"
    title = gettext_lazy("This link does not work any more")
    action = gettext_lazy(
        "Ask for a new one: from the sign-in page, or from a teacher of your course."
    )
    status = 410

    def __init__(self) -> None:
        super().__init__(_("Such a link works once and for a limited time."))


class TooManyResets(ExamError):
    """Links are asked for faster than people do."""

    code = "too_many_resets"
    title = gettext_lazy("Too many links were asked for")
    action = gettext_lazy("Wait an hour, or ask a teacher of your course.")
    status = 429
    retry_after_s = 3600

    def __init__(self) -> None:
        super().__init__(_("From your network, too many links were asked for within an hour."))
