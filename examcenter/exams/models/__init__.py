"""Exams, attempts and what was answered; what is right is known to the questions box alone."""

from examcenter.exams.models.accommodation import Accommodation
from examcenter.exams.models.attempt import PENDING, Attempt, Check, Response, ResponseSubmission
from examcenter.exams.models.audit import AuditEntry
from examcenter.exams.models.entry import EntryGuess
from examcenter.exams.models.exam import Exam, Section, Slot
from examcenter.exams.models.example_run import ExampleRun
from examcenter.exams.models.grades import GradeClock
from examcenter.exams.models.launch import Launch
from examcenter.exams.models.room import Message, Presence, Pulse, RoomEvent

__all__ = [
    "PENDING",
    "Accommodation",
    "Attempt",
    "AuditEntry",
    "Check",
    "EntryGuess",
    "Exam",
    "ExampleRun",
    "GradeClock",
    "Launch",
    "Message",
    "Presence",
    "Pulse",
    "Response",
    "ResponseSubmission",
    "RoomEvent",
    "Section",
    "Slot",
]
