"""What can go wrong around courses and rosters, in words for the person whom it happens to."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.exams.errors import ExamError, NotFound


class PersonNotFound(NotFound):
    """No such place in the course."""

    code = "person_not_found"
    title = gettext_lazy("Person not found")
    action = gettext_lazy("Go to the people of the course and choose from who is there.")

    def __init__(self) -> None:
        super().__init__(_("Nobody with this address is in the course."))


class GroupNotFound(NotFound):
    """No such group in the course."""

    code = "group_not_found"
    title = gettext_lazy("Group not found")
    action = gettext_lazy("Go to the groups of the course and choose from what is there.")

    def __init__(self) -> None:
        super().__init__(_("The course has no such group."))


class RoleNotYours(ExamError):
    """Somebody gives or takes a role that is not theirs to give or take."""

    code = "role_not_yours"
    title = gettext_lazy("This role is not yours to give")
    action = gettext_lazy("Ask an owner of the course.")
    status = 403


class LastOwner(ExamError):
    """A course would be left without an owner."""

    code = "last_owner"
    title = gettext_lazy("This is the only owner")
    action = gettext_lazy("Make somebody else an owner first.")

    def __init__(self) -> None:
        super().__init__(_("A course needs an owner, and this one has no other."))


class OwnPlace(ExamError):
    """Somebody would change or remove their own place."""

    code = "own_place"
    title = gettext_lazy("This is your own place")
    action = gettext_lazy("Ask another teacher of the course.")

    def __init__(self, text: str = "") -> None:
        super().__init__(text or _("You cannot change your own role yourself."))


class RosterRefused(ExamError):
    """A file or a text that is not read as a list of people."""

    code = "roster_refused"
    title = gettext_lazy("This list was not read")
    action = gettext_lazy("Save it as CSV (UTF-8) and send it again, or paste the lines.")
    status = 400


class RosterTooLarge(RosterRefused):
    """More than is taken at once."""

    code = "roster_too_large"
    action = gettext_lazy("Split it and send one part after the other; nobody is added twice.")
    status = 413


class RosterBusy(ExamError):
    """Other courses make the same accounts at the same time."""

    code = "roster_busy"
    title = gettext_lazy("The roster was not taken")
    action = gettext_lazy("Send it again in a moment.")
    status = 503
    retry_after_s = 1

    def __init__(self) -> None:
        super().__init__(
            _("Other courses are making the same accounts just now; nothing was done.")
        )


class RowRefused(ExamError):
    """The one person that was sent cannot be taken; ``steps`` lead to what is wrong."""

    code = "enrollment_refused"
    title = gettext_lazy("This person was not taken")
    action = gettext_lazy("Correct the value and send it again.")

    def __init__(self, why: str, steps: tuple[str | int, ...] = ()) -> None:
        self.steps = steps
        super().__init__(f"{why[:1].upper()}{why[1:]}.")


class ExternalIdTaken(ExamError):
    """Two things would have one id of another system."""

    code = "external_id_taken"
    title = gettext_lazy("This external id is taken")
    action = gettext_lazy("Look for what has it, and change that.")

    def __init__(self, external_id: str) -> None:
        super().__init__(
            _("Something else has the external_id %(external_id)r already.")
            % {"external_id": external_id[:60]}
        )


class GroupNameTaken(ExamError):
    """Two groups of a course would have one name."""

    code = "group_name_taken"
    title = gettext_lazy("This name is taken")
    action = gettext_lazy("Choose another name.")

    def __init__(self, name: str) -> None:
        super().__init__(_("The course has a group %(name)s already.") % {"name": name})


class GroupInUse(ExamError):
    """A group that accommodations were granted to."""

    code = "group_in_use"
    title = gettext_lazy("This group is in use")
    action = gettext_lazy("Take its members out instead.")

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Accommodations were granted to %(name)s, and they stay on record.") % {"name": name}
        )


class NothingToUndo(NotFound):
    """What would be undone is done long ago, or is undone already."""

    code = "nothing_to_undo"
    title = gettext_lazy("There is nothing to undo")
    action = gettext_lazy("Add the person again.")

    def __init__(self) -> None:
        super().__init__(_("The removal is too long ago, or it is undone already."))


class NoInvitation(ExamError):
    """Somebody who needs none, or whose first link is not this course's to give."""

    code = "no_invitation"
    title = gettext_lazy("No invitation is needed")
    action = gettext_lazy("If the password is forgotten, the sign-in page helps.")

    def __init__(self, text: str) -> None:
        super().__init__(text)
