"""The check before publishing: what will go wrong in an exam, where, and how to mend it.

Pure: it reads a frozen plan and is told the time. Errors block publishing, warnings do not.
"""

from __future__ import annotations

from datetime import datetime

from examcenter.exams.building.checks.content import check_content
from examcenter.exams.building.checks.drawing import check_drawing
from examcenter.exams.building.checks.grants import check_grants
from examcenter.exams.building.checks.policy import check_policy
from examcenter.exams.building.checks.room import check_room
from examcenter.exams.building.checks.timing import check_timing
from examcenter.exams.building.plan import ExamPlan, Finding


def check_exam(plan: ExamPlan, now: datetime) -> tuple[Finding, ...]:
    """Return what was found, errors first."""
    found = [
        *check_content(plan),
        *check_drawing(plan),
        *check_timing(plan, now),
        *check_policy(plan, now),
        *check_room(plan),
        *check_grants(plan, now),
    ]
    return tuple(sorted(found, key=lambda finding: not finding.is_error))
