"""What can go wrong at the door of a room and in building, in words for whom it happens to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from examcenter.clocks import clock_text
from examcenter.exams.building.plan import Finding
from examcenter.exams.errors import ExamError, NotFound
from examcenter.exams.models import Exam

# Of the form that asks for it, and of the header in which a program sends it.
PASSWORD_FIELD = "room_password"  # noqa: S105
PASSWORD_HEADER = "X-Room-Password"  # noqa: S105


class EntryRefused(ExamError):
    """Somebody may not go on with an exam here and now; what they typed goes with the answer."""

    status = 403
    template = "exams/building/entry.html"
    asks_password = True

    def __init__(self, text: str, *, exam: Exam, page: str) -> None:
        super().__init__(text)
        self.exam = exam
        # Where to go on when the door is open.
        self.page = page

    @property
    def link(self) -> dict[str, str] | None:
        """Return the way to the page that asks for the password."""
        query = urlencode({"next": self.page})
        return {
            "href": f"{reverse('exams:entry', args=[self.exam.pk])}?{query}",
            "words": _("Type the password of the room")
            if self.asks_password
            else _("Try again from the room"),
        }

    def page_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return the form: what was posted is carried along, so that nothing typed is lost."""
        address = reverse("exams:entry", args=[self.exam.pk])
        is_repeated = request.method == "POST" and request.path != address
        carried = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in {PASSWORD_FIELD, "csrfmiddlewaretoken"}
            for value in values
        ]
        return {
            "exam": self.exam,
            "asks_password": self.asks_password,
            "action": request.path if is_repeated else address,
            "carried": carried if is_repeated else [("next", self.page)],
            "is_kept": is_repeated and any(value for _, value in carried),
        }


class EntryNeeded(EntryRefused):
    """The password of the room was not given in this session, or from another address."""

    code = "entry_needed"
    title = gettext_lazy("Password of the room")
    action = gettext_lazy("Type it to go on. What you typed is kept.")

    def __init__(self, *, exam: Exam, page: str) -> None:
        super().__init__(
            _("This exam asks for a password, which is said in the room."), exam=exam, page=page
        )


class EntryWrong(EntryRefused):
    """Another password than that of the room."""

    code = "entry_wrong"
    title = gettext_lazy("Not the password of the room")
    action = gettext_lazy("Check it and type it again.")

    def __init__(self, *, exam: Exam, page: str) -> None:
        super().__init__(_("This is not the password of the room."), exam=exam, page=page)


class EntryLocked(EntryRefused):
    """Too many wrong passwords of one person."""

    code = "entry_locked"
    title = gettext_lazy("Too many wrong passwords")
    action = gettext_lazy("Ask whoever supervises the exam.")
    status = 429

    def __init__(self, *, exam: Exam, page: str, until: datetime, now: datetime) -> None:
        super().__init__(
            _("You can type the password again at %(moment)s.") % {"moment": clock_text(until)},
            exam=exam,
            page=page,
        )
        self.retry_after_s = max(1, round((until - now).total_seconds()))


class OutsideRoom(EntryRefused):
    """The exam is for other networks than the one that the request comes from."""

    code = "outside_room"
    title = gettext_lazy("This exam is taken in a room")
    action = gettext_lazy("Use a computer or the network of the room. What you typed is kept.")
    asks_password = False

    def __init__(self, *, exam: Exam, page: str, address: str) -> None:
        words = _("Your address is %(address)s, which is none of the room's.") % {
            "address": address or _("not known")
        }
        super().__init__(words, exam=exam, page=page)


class ExamInUse(ExamError):
    """Sections, slots and publication are settled by the first attempt."""

    code = "exam_in_use"
    title = gettext_lazy("The questions are settled")
    action = gettext_lazy("Its rules can still be changed. For other questions, copy the exam.")

    def __init__(self) -> None:
        super().__init__(
            _("Somebody has started this exam, so its sections and questions stay as they are.")
        )


class ExamOnRecord(ExamError):
    """A published exam is part of the course's record."""

    code = "exam_on_record"
    title = gettext_lazy("Not deleted")
    action = gettext_lazy("Take it back to a draft: then students do not see it.")

    def __init__(self) -> None:
        super().__init__(
            _("This exam was published, so the record of the course speaks of it and it is kept.")
        )


class NotReadyToPublish(ExamError):
    """The check found something that would go wrong for students."""

    code = "not_ready_to_publish"
    title = gettext_lazy("Not published")
    action = gettext_lazy("Mend what is marked as an error, then publish.")

    def __init__(self, *, n_errors: int) -> None:
        super().__init__(
            ngettext("The check found %(n)d error.", "The check found %(n)d errors.", n_errors)
            % {"n": n_errors}
        )


class RulesBreakExam(ExamError):
    """Rules with which an exam that students see would go wrong, as it did not before."""

    code = "rules_break_exam"
    title = gettext_lazy("The rules were not changed")
    action = gettext_lazy("Students see this exam. Change what is named, then save again.")

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(" ".join(f"{finding.text} {finding.mend}" for finding in findings))


class PartNotFound(NotFound):
    """No such section or slot in this exam."""

    code = "part_not_found"
    title = gettext_lazy("Not in this exam")
    action = gettext_lazy("Go back to the exam. Somebody may have deleted it.")

    def __init__(self) -> None:
        super().__init__(_("There is no such section or question in this exam."))


class QuestionsMissing(ExamError):
    """A definition names questions that this bank does not have."""

    code = "questions_missing"
    title = gettext_lazy("Questions are missing")
    action = gettext_lazy("Publish them in the bank first, or take them out.")

    def __init__(self, slugs: list[str]) -> None:
        self.slugs = slugs
        super().__init__(
            _("Found no published question of these names: %(names)s.")
            % {"names": ", ".join(slugs[:10])}
        )
