"""What can go wrong around programs and tokens, in words for the person whom it happens to."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from examcenter.exams.errors import ExamError, NotFound


class ProgramNotFound(NotFound):
    """No such program for this person."""

    code = "program_not_found"
    title = _("Program not found")
    action = _("Go to the programs of the course and choose from what is there.")

    def __init__(self) -> None:
        super().__init__(gettext("There is no program of this kind here."))


class TokenNotFound(NotFound):
    """No such token for this person."""

    code = "token_not_found"
    title = _("Token not found")
    action = _("Go to the programs of the course and choose from what is there.")

    def __init__(self) -> None:
        super().__init__(gettext("There is no token of this kind here."))


class ProgramNameTaken(ExamError):
    """The course has a program of this name."""

    code = "program_name_taken"
    title = _("There is a program of this name")
    action = _("Choose another name, or make a new token for the program that is there.")
    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(gettext("A program called %(name)s is there already.") % {"name": name})


class ProgramRevoked(ExamError):
    """A program that was sent away gets no new token."""

    code = "program_revoked"
    title = _("This program was revoked")
    action = _("Make a new program.")
    status = 409

    def __init__(self) -> None:
        super().__init__(gettext("The program was revoked, and gets no new token."))


class ScopeNotYours(ExamError):
    """A token would be good for more than the one that asks for it."""

    code = "scope_missing"
    title = _("This is more than your own token may do")
    action = _("Ask for scopes that your own token has.")
    status = 403

    def __init__(self, scope: str) -> None:
        super().__init__(
            gettext("A token without the scope %(scope)s cannot give it.") % {"scope": scope}
        )


class NotForPrograms(ExamError):
    """Something that people decide."""

    code = "not_for_programs"
    title = _("This is for people")
    action = _("Ask a teacher of the course.")
    status = 403

    def __init__(self) -> None:
        super().__init__(gettext("Programs are made and sent away by people."))
