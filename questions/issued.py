"""What is handed out of a question: a variant without its keys, safe to show and to store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from questions.answers import KINDS, CodeSpec, MatrixSpec, PoolSpec, ShapeSpec
from questions.engine.grids import Grid, to_nested
from questions.engine.variants import Variant, VariantPart
from questions.figures import Figure
from questions.marking import to_json_value

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
    rows: int = 0
    columns: int = 0
    """The size of the grid that a matrix is typed into; 0 where the size is asked, too."""
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
            rows=spec.rows if isinstance(spec, MatrixSpec) else 0,
            columns=spec.columns if isinstance(spec, MatrixSpec) else 0,
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
    grids: dict[str, Any] = field(default_factory=dict)
    """The grids that the prompts show, by name, as lists of rows or of channels of rows."""

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
            grids=_shown_grids(variant),
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


def _shown_grids(variant: Variant) -> dict[str, Any]:
    """Return the grids that a student sees anyway: never a key, nor what it is computed from."""
    found = {name: variant.names.get(name) for name in variant.question.shown_names}
    shown = {name: grid for name, grid in found.items() if isinstance(grid, Grid)}
    return {name: to_json_value(to_nested(grid)) for name, grid in shown.items()}


@dataclass(frozen=True)
class WorkedPart:
    """The worked solution of one part: Markdown lines, the key as it is shown, perhaps a figure."""

    lines: tuple[str, ...]
    answer: str
    figure: Figure | None = None
