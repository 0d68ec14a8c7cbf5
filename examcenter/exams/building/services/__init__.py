"""What teachers do to exams; the only code that writes exams, sections and slots.

Services check the state of an exam, never who asks: callers get the exam from
``building.access``, which returns exams of courses that a person teaches.
"""

from examcenter.exams.building.services.closing import close_exam
from examcenter.exams.building.services.publishing import delete_exam, publish_exam, unpublish_exam
from examcenter.exams.building.services.replacing import replace_definition
from examcenter.exams.building.services.rules import (
    Changes,
    change_rules,
    create_exam,
    name_exam,
    write_exam,
)
from examcenter.exams.building.services.structure import (
    add_section,
    add_slots,
    change_points,
    change_section,
    change_slot,
    delete_section,
    delete_slot,
    duplicate_slot,
    move_section,
    move_slot,
    restore,
)

__all__ = [
    "Changes",
    "add_section",
    "add_slots",
    "change_points",
    "change_rules",
    "change_section",
    "change_slot",
    "close_exam",
    "create_exam",
    "delete_exam",
    "delete_section",
    "delete_slot",
    "duplicate_slot",
    "move_section",
    "move_slot",
    "name_exam",
    "publish_exam",
    "replace_definition",
    "restore",
    "unpublish_exam",
    "write_exam",
]
