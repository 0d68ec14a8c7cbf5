"""What can go wrong around programs and tokens, in words for the person whom it happens to."""

from __future__ import annotations

from examcenter.exams.errors import ExamError, NotFound


class ProgramNotFound(NotFound):
    """No such program for this person."""

    code = "program_not_found"
    title = "Program not found"
    action = "Go to the programs of the course and choose from what is there."

    def __init__(self) -> None:
        super().__init__("There is no program of this kind here.")


class TokenNotFound(NotFound):
    """No such token for this person."""

    code = "token_not_found"
    title = "Token not found"
    action = "Go to the programs of the course and choose from what is there."

    def __init__(self) -> None:
        super().__init__("There is no token of this kind here.")


class ProgramNameTaken(ExamError):
    """The course has a program of this name."""

    code = "program_name_taken"
    title = "There is a program of this name"
    action = "Choose another name, or make a new token for the program that is there."
    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(f"A program called {name} is there already.")


class ProgramRevoked(ExamError):
    """A program that was sent away gets no new token."""

    code = "program_revoked"
    title = "This program was revoked"
    action = "Make a new program."
    status = 409

    def __init__(self) -> None:
        super().__init__("The program was revoked, and gets no new token.")


class ScopeNotYours(ExamError):
    """A token would be good for more than the one that asks for it."""

    code = "scope_missing"
    title = "This is more than your own token may do"
    action = "Ask for scopes that your own token has."
    status = 403

    def __init__(self, scope: str) -> None:
        super().__init__(f"A token without the scope {scope} cannot give it.")


class NotForPrograms(ExamError):
    """Something that people decide."""

    code = "not_for_programs"
    title = "This is for people"
    action = "Ask a teacher of the course."
    status = 403

    def __init__(self) -> None:
        super().__init__("Programs are made and sent away by people.")
