"""Who may fetch what of practice: everybody their own, and nobody else's."""

from __future__ import annotations

from uuid import UUID

from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment
from examcenter.practice import errors
from examcenter.practice.models import Sheet


def get_sheet_for(user: User, sheet_id: UUID) -> Sheet:
    """Return a person's own sheet with its question.

    Raises
    ------
    SheetNotFound
        If there is none, or it is somebody else's.
    """
    sheet = (
        Sheet.objects.filter(pk=sheet_id, user=user)
        .select_related("version__question")
        .defer(
            "version__document",
            "version__source_text",
            "version__certified",
            "version__certificate",
        )
        .first()
    )
    if sheet is None:
        raise errors.SheetNotFound
    return sheet


def may_practise(user: User) -> bool:
    """Tell whether a person is in any course."""
    return Enrollment.objects.filter(user=user).exists()
