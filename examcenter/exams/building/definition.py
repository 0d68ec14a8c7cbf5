"""An exam written down whole: its rules, sections and slots, in and out as JSON.

It names questions by their slugs and knows no keys, no people and no attempts, so that it can be
copied, kept for undoing, compared and carried to another service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from examcenter.exams.models import Exam, Section, Slot
from examcenter.exams.services.drawing import Pool, list_slots

FORMAT = 1
_MOMENTS = ("opens_at", "closes_at", "late_until_at")


class DefinitionError(ValueError):
    """A document that is no exam: where, what was found, what is expected."""


@dataclass(frozen=True)
class Rules:
    """The rules of an exam, named as its columns."""

    kind: str = "practice"
    title: str = ""
    intro: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    time_limit_s: int | None = None
    feedback: str = "during"
    max_tries: int | None = None
    max_attempts: int | None = None
    try_penalty: float = 0.0
    late_until_at: datetime | None = None
    late_factor: float = 1.0
    is_shuffled: bool = False
    has_calculator: bool = False
    room_password: str = ""
    networks: tuple[str, ...] = ()
    review: Mapping[str, Any] | None = None
    release: str = "closing"
    is_anonymous: bool = False
    planned_points: float | None = None

    @classmethod
    def of_exam(cls, exam: Exam) -> Rules:
        """Return the rules that an exam has now."""
        values = {one.name: getattr(exam, one.name) for one in fields(cls)}
        return cls(**{**values, "networks": tuple(exam.networks)})

    def columns(self) -> dict[str, Any]:
        """Return the values as the columns of the exam hold them."""
        return {
            **{one.name: getattr(self, one.name) for one in fields(self)},
            "networks": [*self.networks],
        }

    def moved(self, shift: timedelta) -> Rules:
        """Return the same rules with every moment moved."""
        moved = {
            name: moment + shift for name in _MOMENTS if (moment := getattr(self, name)) is not None
        }
        return replace(self, **moved)

    def to_json(self) -> dict[str, Any]:
        """Return the rules as JSON data."""
        moments = {
            name: None if getattr(self, name) is None else getattr(self, name).isoformat()
            for name in _MOMENTS
        }
        return {**self.columns(), **moments}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Rules:
        """Return the rules that `to_json` wrote. Raises DefinitionError."""
        _require_names(data, {one.name for one in fields(cls)}, "rules")
        values = dict(data)
        for name in _MOMENTS:
            if values.get(name) is not None:
                values[name] = _moment(values[name], f"rules, {name}")
        if "networks" in values:
            values["networks"] = tuple(values["networks"])
        _require_kinds(values)
        return cls(**values)


@dataclass(frozen=True)
class SlotDefinition:
    """A slot: what it draws from, and its points."""

    source: str = "question"
    points: float = 1.0
    question: str = ""
    choices: tuple[str, ...] = ()
    pool: Pool = field(default_factory=Pool)

    @classmethod
    def of_slot(cls, slot: Slot) -> SlotDefinition:
        """Return what a slot draws from; one that `list_slots` read costs no query."""
        return cls(
            source=slot.source,
            points=slot.points,
            question=slot.question.slug if slot.question else "",
            choices=tuple(sorted(one.slug for one in slot.choices.all()))
            if slot.source == Slot.Source.LIST
            else (),
            pool=Pool.from_json(slot.pool) if slot.source == Slot.Source.POOL else Pool(),
        )

    @property
    def slugs(self) -> tuple[str, ...]:
        """The questions that are named."""
        return (self.question,) if self.question else self.choices

    def to_json(self) -> dict[str, Any]:
        """Return the slot as JSON data: only what its source uses."""
        used: dict[str, Any] = {"source": self.source, "points": self.points}
        if self.source == Slot.Source.QUESTION:
            return {**used, "question": self.question}
        if self.source == Slot.Source.LIST:
            return {**used, "choices": list(self.choices)}
        return {**used, "pool": self.pool.to_json()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], place: str = "slot") -> SlotDefinition:
        """Return the slot that `to_json` wrote. Raises DefinitionError."""
        _require_names(data, {one.name for one in fields(cls)}, place)
        slot = cls(
            source=data.get("source", "question"),
            points=_number(data.get("points", 1.0), f"{place}, points"),
            question=data.get("question", ""),
            choices=tuple(data.get("choices", ())),
            pool=Pool.from_json(data.get("pool", {})),
        )
        if slot.source not in Slot.Source.values:
            raise DefinitionError(
                f"{place}, source: found {slot.source!r}, expected question, list or pool"
            )
        if (slot.source == Slot.Source.QUESTION) != bool(slot.question):
            raise DefinitionError(f"{place}: a question is named where it is the source, only")
        return slot


@dataclass(frozen=True)
class SectionDefinition:
    """A section with its slots."""

    title: str = ""
    intro: str = ""
    slots: tuple[SlotDefinition, ...] = ()
    planned_points: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the section as JSON data."""
        return {
            "title": self.title,
            "intro": self.intro,
            "planned_points": self.planned_points,
            "slots": [slot.to_json() for slot in self.slots],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], place: str = "section") -> SectionDefinition:
        """Return the section that `to_json` wrote. Raises DefinitionError."""
        _require_names(data, {one.name for one in fields(cls)}, place)
        return cls(
            title=str(data.get("title", "")),
            intro=str(data.get("intro", "")),
            slots=tuple(
                SlotDefinition.from_json(slot, f"{place}, slot {number}")
                for number, slot in enumerate(data.get("slots", ()), start=1)
            ),
            planned_points=None
            if data.get("planned_points") is None
            else _number(data["planned_points"], f"{place}, planned_points"),
        )


@dataclass(frozen=True)
class ExamDefinition:
    """A whole exam."""

    rules: Rules
    sections: tuple[SectionDefinition, ...] = ()

    @property
    def slugs(self) -> set[str]:
        """The questions that are named anywhere."""
        return {name for part in self.sections for slot in part.slots for name in slot.slugs}

    def to_json(self) -> dict[str, Any]:
        """Return the exam as JSON data, with the number of this format."""
        sections = [section.to_json() for section in self.sections]
        return {"format": FORMAT, "rules": self.rules.to_json(), "sections": sections}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ExamDefinition:
        """Return the exam that `to_json` wrote. Raises DefinitionError."""
        if not isinstance(data, Mapping) or data.get("format") != FORMAT:
            found = data.get("format") if isinstance(data, Mapping) else type(data).__name__
            raise DefinitionError(f"format: found {found!r}, expected {FORMAT}")
        _require_names(data, {"format", "rules", "sections"}, "exam")
        return cls(
            rules=Rules.from_json(data.get("rules", {})),
            sections=tuple(
                SectionDefinition.from_json(section, f"section {number}")
                for number, section in enumerate(data.get("sections", ()), start=1)
            ),
        )


def define_exam(exam: Exam) -> ExamDefinition:
    """Return an exam written down; the number of queries does not depend on its size."""
    slots: dict[int, list[SlotDefinition]] = {}
    for slot in list_slots(exam):
        slots.setdefault(slot.section_id, []).append(SlotDefinition.of_slot(slot))
    return ExamDefinition(
        rules=Rules.of_exam(exam),
        sections=tuple(
            SectionDefinition(
                section.title,
                section.intro,
                tuple(slots.get(section.pk, ())),
                section.planned_points,
            )
            for section in Section.objects.filter(exam=exam).order_by("position")
        ),
    )


def changed(before: Any, after: Any) -> dict[str, list[Any]]:
    """Return what differs between two written rules, as name to what was and what is."""
    old, new = before.to_json(), after.to_json()
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}


def _require_names(data: object, known: set[str], place: str) -> None:
    if not isinstance(data, Mapping):
        raise DefinitionError(f"{place}: found {type(data).__name__}, expected an object")
    unknown = sorted(set(data) - known)
    if unknown:
        raise DefinitionError(
            f"{place}: found {str(unknown[0])[:40]!r}, expected {', '.join(sorted(known))}"
        )


def _moment(text: object, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise DefinitionError(
            f"{place}: found {str(text)[:40]!r}, expected a moment with its zone, "
            "such as 2026-11-22T14:00:00+00:00"
        )
    return moment


def _number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DefinitionError(f"{place}: found {value!r}, expected a number")
    return float(value)


_TEXTS = {
    "kind": Exam.Kind.values,
    "feedback": Exam.Feedback.values,
    "release": Exam.Release.values,
}


def _require_kinds(values: Mapping[str, Any]) -> None:
    for name, expected in _TEXTS.items():
        if values.get(name, expected[0]) not in expected:
            raise DefinitionError(
                f"rules, {name}: found {values[name]!r}, expected one of {', '.join(expected)}"
            )
