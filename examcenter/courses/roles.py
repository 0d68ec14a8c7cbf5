"""Who may give which role to whom; every way to change a roster asks here."""

from __future__ import annotations

from django.utils.translation import gettext as _

from examcenter.courses.errors import LastOwner, OwnPlace, RoleNotYours
from examcenter.courses.models import TEACHING_ROLES, Enrollment

Role = Enrollment.Role
_HEIGHT = {Role.STUDENT: 0, Role.ASSISTANT: 1, Role.TEACHER: 2, Role.OWNER: 3}


def may_give(actor: Enrollment, role: str) -> bool:
    """Tell whether somebody may put people into a role; nobody is made a program."""
    if role == Role.PROGRAM:
        return False
    if actor.role == Role.OWNER:
        return True
    return actor.role in TEACHING_ROLES and role != Role.OWNER


def roles_given_by(actor: Enrollment) -> list[Role]:
    """Return the roles that somebody may give, the humblest first."""
    return [role for role in sorted(_HEIGHT, key=_HEIGHT.__getitem__) if may_give(actor, role)]


def require_may_change(actor: Enrollment, place: Enrollment, role: str | None) -> None:
    """Refuse a change of somebody's role, or a removal where ``role`` is None.

    Raises RoleNotYours, OwnPlace, LastOwner.
    """
    if place.role == role:
        return
    if Role.PROGRAM in (place.role, role):
        raise RoleNotYours(_("A program comes and goes on the page Programs of the course."))
    if role is not None and not may_give(actor, role):
        raise RoleNotYours(
            _("Only owners of the course may make somebody %(label)s.")
            % {"label": Role(role).label}
        )
    if place.role == Role.OWNER and actor.role != Role.OWNER:
        raise RoleNotYours(_("Only owners of the course may change or remove an owner."))
    if (
        place.pk == actor.pk
        and role is not None
        and _HEIGHT[Role(role)] > _HEIGHT[Role(actor.role)]
    ):
        raise OwnPlace(_("You cannot give a higher role to yourself."))
    if place.role == Role.OWNER:
        others = Enrollment.objects.filter(course=place.course_id, role=Role.OWNER)
        if not others.exclude(pk=place.pk).exists():
            raise LastOwner
