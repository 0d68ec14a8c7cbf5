"""What was deleted last in an exam, kept in the session so that it can be brought back."""

from __future__ import annotations

from uuid import UUID

from examcenter.accounts.gate import PageRequest
from examcenter.exams.building.definition import SectionDefinition, SlotDefinition
from examcenter.exams.building.services import restore
from examcenter.exams.building.validation import DefinitionError
from examcenter.exams.models import Exam

_KEY = "deleted_from_exam"


def remember(
    request: PageRequest,
    exam: Exam,
    definition: SectionDefinition | SlotDefinition,
    *,
    section: int,
    position: int,
    words: str,
) -> None:
    """Keep what was deleted, and where it was; only the last one."""
    request.session[_KEY] = {
        "exam": str(exam.pk),
        "is_section": isinstance(definition, SectionDefinition),
        "definition": definition.to_json(),
        "section": section,
        "position": position,
        "words": words,
    }


def words_of(request: PageRequest, exam_id: UUID) -> str:
    """Return what can be brought back into an exam, in words; "" when nothing can."""
    kept = request.session.get(_KEY)
    return str(kept["words"]) if kept and kept["exam"] == str(exam_id) else ""


def bring_back(request: PageRequest, exam: Exam) -> None:
    """Put what was deleted last where it was. Raises ExamInUse, QuestionsMissing."""
    kept = request.session.get(_KEY)
    if not kept or kept["exam"] != str(exam.pk):
        return
    form = SectionDefinition if kept["is_section"] else SlotDefinition
    try:
        definition = form.from_json(kept["definition"])
    except DefinitionError:
        # Written by an earlier release; there is nothing left to bring back.
        forget(request)
        return
    restore(exam=exam, definition=definition, section=kept["section"], position=kept["position"])
    forget(request)


def forget(request: PageRequest) -> None:
    """Let go of what was deleted."""
    request.session.pop(_KEY, None)
