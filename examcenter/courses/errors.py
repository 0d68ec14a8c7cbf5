"""What can go wrong around courses and rosters, in words for the person whom it happens to."""

from __future__ import annotations

from examcenter.exams.errors import ExamError, NotFound


class PersonNotFound(NotFound):
    """No such place in the course."""

    code = "person_not_found"
    title = "Person not found"
    action = "Go to the people of the course and choose from who is there."

    def __init__(self) -> None:
        super().__init__("Nobody with this address is in the course.")


class GroupNotFound(NotFound):
    """No such group in the course."""

    code = "group_not_found"
    title = "Group not found"
    action = "Go to the groups of the course and choose from what is there."

    def __init__(self) -> None:
        super().__init__("The course has no such group.")


class RoleNotYours(ExamError):
    """Somebody gives or takes a role that is not theirs to give or take."""

    code = "role_not_yours"
    title = "This role is not yours to give"
    action = "Ask an owner of the course."
    status = 403


class LastOwner(ExamError):
    """A course would be left without an owner."""

    code = "last_owner"
    title = "This is the only owner"
    action = "Make somebody else an owner first."

    def __init__(self) -> None:
        super().__init__("A course needs an owner, and this one has no other.")


class OwnPlace(ExamError):
    """Somebody would change or remove their own place."""

    code = "own_place"
    title = "This is your own place"
    action = "Ask another teacher of the course."

    def __init__(self, what: str = "change your own role") -> None:
        super().__init__(f"You cannot {what} yourself.")


class RosterRefused(ExamError):
    """A file or a text that is not read as a list of people."""

    code = "roster_refused"
    title = "This list was not read"
    action = "Save it as CSV (UTF-8) and send it again, or paste the lines."
    status = 400


class RosterTooLarge(RosterRefused):
    """More than is taken at once."""

    code = "roster_too_large"
    action = "Split it and send one part after the other; nobody is added twice."
    status = 413


class RosterBusy(ExamError):
    """Other courses make the same accounts at the same time."""

    code = "roster_busy"
    title = "The roster was not taken"
    action = "Send it again in a moment."
    status = 503
    retry_after_s = 1

    def __init__(self) -> None:
        super().__init__("Other courses are making the same accounts just now; nothing was done.")


class RowRefused(ExamError):
    """The one person that was sent cannot be taken; ``steps`` lead to what is wrong."""

    code = "enrollment_refused"
    title = "This person was not taken"
    action = "Correct the value and send it again."

    def __init__(self, why: str, steps: tuple[str | int, ...] = ()) -> None:
        self.steps = steps
        super().__init__(f"{why[:1].upper()}{why[1:]}.")


class ExternalIdTaken(ExamError):
    """Two things would have one id of another system."""

    code = "external_id_taken"
    title = "This external id is taken"
    action = "Look for what has it, and change that."

    def __init__(self, external_id: str) -> None:
        super().__init__(f"Something else has the external_id {external_id[:60]!r} already.")


class GroupNameTaken(ExamError):
    """Two groups of a course would have one name."""

    code = "group_name_taken"
    title = "This name is taken"
    action = "Choose another name."

    def __init__(self, name: str) -> None:
        super().__init__(f"The course has a group {name} already.")


class GroupInUse(ExamError):
    """A group that accommodations were granted to."""

    code = "group_in_use"
    title = "This group is in use"
    action = "Take its members out instead."

    def __init__(self, name: str) -> None:
        super().__init__(f"Accommodations were granted to {name}, and they stay on record.")


class NothingToUndo(NotFound):
    """What would be undone is done long ago, or is undone already."""

    code = "nothing_to_undo"
    title = "There is nothing to undo"
    action = "Add the person again."

    def __init__(self) -> None:
        super().__init__("The removal is too long ago, or it is undone already.")


class NoInvitation(ExamError):
    """Somebody who needs none, or whose first link is not this course's to give."""

    code = "no_invitation"
    title = "No invitation is needed"
    action = "If the password is forgotten, the sign-in page helps."

    def __init__(self, text: str) -> None:
        super().__init__(text)
