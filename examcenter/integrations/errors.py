"""What can go wrong around programs and tokens, in words for the person whom it happens to."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.exams.errors import ExamError, NotFound, NotPermitted


class ProgramNotFound(NotFound):
    """No such program for this person."""

    code = "program_not_found"
    title = gettext_lazy("Program not found")
    action = gettext_lazy("Go to the programs of the course and choose from what is there.")

    def __init__(self) -> None:
        super().__init__(_("There is no program of this kind here."))


class TokenNotFound(NotFound):
    """No such token for this person."""

    code = "token_not_found"
    title = gettext_lazy("Token not found")
    action = gettext_lazy("Go to the programs of the course and choose from what is there.")

    def __init__(self) -> None:
        super().__init__(_("There is no token of this kind here."))


class ProgramNameTaken(ExamError):
    """The course has a program of this name."""

    code = "program_name_taken"
    title = gettext_lazy("There is a program of this name")
    action = gettext_lazy("Choose another name, or make a new token for the program that is there.")
    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(_("A program called %(name)s is there already.") % {"name": name})


class ProgramRevoked(ExamError):
    """A program that was sent away gets no new token."""

    code = "program_revoked"
    title = gettext_lazy("This program was revoked")
    action = gettext_lazy("Make a new program.")
    status = 409

    def __init__(self) -> None:
        super().__init__(_("The program was revoked, and gets no new token."))


class NotOfTheSite(ExamError):
    """What only programs of the whole site are for."""

    code = "not_of_the_site"
    title = gettext_lazy("This program works in one course")
    action = gettext_lazy("Choose a program of the whole site.")
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("Only programs of the whole site are let into courses, or may make them.")
        )


class MayNotCreateCourses(NotPermitted):
    """A program that would found a course, and was not told that it may."""

    code = "may_not_create_courses"
    title = gettext_lazy("This program makes no courses")
    action = gettext_lazy("Ask those who run the site to let it, or an owner to let it in.")

    def __init__(self) -> None:
        super().__init__(_("Those who run the site have not let this program make courses."))


class OwnersLetIn(NotPermitted):
    """Opening a course to a program that other people run."""

    title = gettext_lazy("This is for the owners of the course")
    action = gettext_lazy("Ask an owner of the course.")

    def __init__(self) -> None:
        super().__init__(
            _("Only owners let a program of the whole site into a course, and take it out.")
        )


class ScopeNotYours(ExamError):
    """A token would be good for more than the one that asks for it."""

    code = "scope_missing"
    title = gettext_lazy("This is more than your own token may do")
    action = gettext_lazy("Ask for scopes that your own token has.")
    status = 403

    def __init__(self, scope: str) -> None:
        super().__init__(
            _("A token without the scope %(scope)s cannot give it.") % {"scope": scope}
        )


class NotForPrograms(ExamError):
    """Something that people decide."""

    code = "not_for_programs"
    title = gettext_lazy("This is for people")
    action = gettext_lazy("Ask a teacher of the course.")
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Programs are made and sent away by people."))
