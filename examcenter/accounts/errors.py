"""What can go wrong around signing in, in words for the person whom it happens to."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from examcenter.exams.errors import ExamError, NotFound


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


class PersonUnknown(NotFound):
    """Nobody whose second factor is the asker's to turn off."""

    code = "person_unknown"
    title = gettext_lazy("Person not found")
    action = gettext_lazy("Ask who runs the service.")

    def __init__(self) -> None:
        super().__init__(_("There is nobody at this address whose second factor you can turn off."))


class NothingToReset(ExamError):
    """A second factor that is off already."""

    code = "nothing_to_reset"
    title = gettext_lazy("The second factor is off")
    action = gettext_lazy("The password alone lets this person in.")

    def __init__(self) -> None:
        super().__init__(_("This person has no second factor, so nothing was changed."))


class TooManyFactorResets(ExamError):
    """More second factors of others are turned off in a day than people lose phones."""

    code = "too_many_factor_resets"
    title = gettext_lazy("Too many for one day")
    action = gettext_lazy("Ask who runs the service.")
    status = 429

    def __init__(self) -> None:
        super().__init__(_("You have turned off many second factors within a day."))


class WrongProof(ExamError):
    """Another password than the one of who sits here."""

    code = "wrong_proof"
    title = gettext_lazy("This is not your password")
    action = gettext_lazy("Type your own password, not that of the other person.")
    status = 400

    def __init__(self) -> None:
        super().__init__(
            _("Your own password is asked for, so that an open session is not enough.")
        )
