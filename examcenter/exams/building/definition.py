"""An exam written down whole: its rules, sections and slots, in and out as JSON.

It names questions by their slugs and knows no keys, no people and no attempts, so that it can be
copied, kept for undoing, compared and carried to another service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from examcenter.exams.building import validation
from examcenter.exams.building.validation import DefinitionError
from examcenter.exams.models import Exam, Section, Slot
from examcenter.exams.services.drawing import Pool, list_slots

FORMAT = 1
_MOMENTS = ("opens_at", "closes_at", "late_until_at")


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
        values = validation.names(data, {one.name for one in fields(cls)}, "rules")
        return cls(**validation.rules(values))


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
        known = validation.names(data, {one.name for one in fields(cls)}, place)
        slot = cls(
            source=validation.one_of(
                known.get("source", "question"), Slot.Source.values, f"{place}, source"
            ),
            points=validation.number(known.get("points", 1.0), f"{place}, points"),
            question=validation.text(known.get("question", ""), f"{place}, question", 64),
            choices=validation.choices(known.get("choices", ()), f"{place}, choices"),
            pool=validation.pool(known.get("pool", {}), f"{place}, pool"),
        )
        if (slot.source == Slot.Source.QUESTION) != bool(slot.question):
            text = _("%(place)s: a question is named where it is the source, only") % {
                "place": place
            }
            raise DefinitionError(text, place)
        for name, source in (("choices", Slot.Source.LIST), ("pool", Slot.Source.POOL)):
            if known.get(name) and slot.source != source:
                text = _("%(place)s: %(name)s is for the source %(source)s, only") % {
                    **{"place": place, "name": name, "source": source.value}
                }
                raise DefinitionError(text, place)
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
        known = validation.names(data, {one.name for one in fields(cls)}, place)
        planned = known.get("planned_points")
        return cls(
            title=validation.text(known.get("title", ""), f"{place}, title", 200),
            intro=validation.text(known.get("intro", ""), f"{place}, intro"),
            slots=tuple(
                SlotDefinition.from_json(
                    slot, _("%(place)s, slot %(number)s") % {"place": place, "number": number}
                )
                for number, slot in enumerate(
                    validation.rows(known.get("slots", ()), f"{place}, slots"), start=1
                )
            ),
            planned_points=None
            if planned is None
            else validation.number(planned, f"{place}, planned_points"),
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
            text = _("format: found %(found)r, expected %(format)s") % {
                "found": str(found)[:40],
                "format": FORMAT,
            }
            raise DefinitionError(text, "format")
        known = validation.names(data, {"format", "rules", "sections"}, "exam")
        return cls(
            rules=Rules.from_json(known.get("rules", {})),
            sections=tuple(
                SectionDefinition.from_json(section, _("section %(number)s") % {"number": number})
                for number, section in enumerate(
                    validation.rows(known.get("sections", ()), "sections"), start=1
                )
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
