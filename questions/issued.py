"""What is handed out of a question: a variant without its keys, safe to show and to store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questions.answers import KINDS, CodeSpec, PoolSpec, ShapeSpec
from questions.engine.variants import Variant, VariantPart

ISSUED_FORMAT = 1
_HINTED = frozenset({"choices", "fraction", "set", "formula"})


@dataclass(frozen=True)
class IssuedOption:
    """One option of a choice."""

    id: str
    text: str


@dataclass(frozen=True)
class IssuedPart:
    """One answer that a variant asks for; ``problem`` is the grader's, for code."""

    name: str
    label: str
    kind: str
    prompt: str
    points: float
    unit: str
    axes: tuple[str, ...]
    options: tuple[IssuedOption, ...]
    problem: str
    hint: str = ""
    """What to type, for kinds of answers that are not obvious."""

    @classmethod
    def from_variant(cls, part: VariantPart) -> "IssuedPart":
        """Return what may be shown of a part."""
        spec = part.spec
        options = spec.options if isinstance(spec, PoolSpec) else ()
        return cls(
            name=part.part.name,
            label=part.part.label,
            kind=part.part.kind,
            prompt=part.prompt,
            points=part.part.points,
            unit=str(getattr(spec, "unit", "")),
            axes=spec.axes if isinstance(spec, ShapeSpec) else (),
            options=tuple(IssuedOption(option.id, option.text) for option in options),
            problem=spec.problem if isinstance(spec, CodeSpec) else "",
            hint=KINDS[spec.kind].expected(spec) if spec.kind in _HINTED else "",
        )

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "IssuedPart":
        """Return the part that `to_json` wrote."""
        options = tuple(IssuedOption(**option) for option in data["options"])
        return cls(**{**data, "axes": tuple(data["axes"]), "options": options})

    def to_json(self) -> dict[str, Any]:
        """Return the part as JSON data."""
        return {
            **vars(self),
            "axes": list(self.axes),
            "options": [vars(option) for option in self.options],
        }


@dataclass(frozen=True)
class IssuedVariant:
    """One variant as a student gets it. It holds no key."""

    slug: str
    title: str
    topic: str
    level: int
    version_id: int
    version: int
    index: int
    n_variants: int
    params: dict[str, Any]
    prompt: str
    parts: tuple[IssuedPart, ...]

    @classmethod
    def from_variant(
        cls, variant: Variant, *, index: int, version_id: int, version: int, n_variants: int
    ) -> "IssuedVariant":
        """Return what may be shown of a variant."""
        question = variant.question
        return cls(
            slug=question.slug,
            title=question.title,
            topic=question.topic,
            level=question.level,
            version_id=version_id,
            version=version,
            index=index,
            n_variants=n_variants,
            params=dict(variant.params),
            prompt=variant.prompt,
            parts=tuple(IssuedPart.from_variant(part) for part in variant.parts),
        )

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "IssuedVariant":
        """Return the variant that `to_json` wrote."""
        fields = {name: value for name, value in data.items() if name != "format"}
        parts = tuple(IssuedPart.from_json(part) for part in data["parts"])
        return cls(**{**fields, "params": dict(data["params"]), "parts": parts})

    def to_json(self) -> dict[str, Any]:
        """Return the variant as JSON data, with the number of this format."""
        return {
            "format": ISSUED_FORMAT,
            **vars(self),
            "params": dict(self.params),
            "parts": [part.to_json() for part in self.parts],
        }


@dataclass(frozen=True)
class WorkedPart:
    """The worked solution of one part: Markdown lines, and the key as it is shown."""

    lines: tuple[str, ...]
    answer: str
