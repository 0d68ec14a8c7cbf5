"""The way of one block of tuples through requirements, keys, mistakes and separation."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.answers import KINDS, FormulaSpec, MatrixSpec, PoolSpec, SetSpec
from questions.engine.arithmetic import Column, Mask, Value, is_condition
from questions.engine.evaluation import (
    Names,
    add_derived,
    add_key,
    add_needed,
    answer_column,
    key_values,
    wrong_values,
)
from questions.engine.formulas import key_column, wrong_column
from questions.engine.grids import as_column
from questions.engine.question import MistakeUse, Part, Question, Requirement
from questions.engine.selections import (
    draw_of,
    drawn_column,
    to_bits,
    why_undrawable,
)
from questions.engine.solution_checks import check_solution, check_texts
from questions.engine.templates import plain
from questions.engine.tuple_errors import TupleError, guard, refuse_rows


@dataclass
class Tally:
    """How often one misconception of one part gives what, over the required tuples."""

    n_collisions: int = 0
    n_without_value: int = 0
    n_wrong: int = 0
    """Certified tuples on which it gives a wrong value."""

    def add(self, other: "Tally") -> None:
        """Add the counts of another block."""
        self.n_collisions += other.n_collisions
        self.n_without_value += other.n_without_value
        self.n_wrong += other.n_wrong


@dataclass
class Walk:
    """One block on its way; ``numbers`` and ``names`` are the tuples that are left."""

    question: Question
    numbers: NDArray[Any]
    names: Names = field(default_factory=dict)
    n_removed: list[int] = field(default_factory=list)
    n_required: int = 0
    keys: dict[str, Column] = field(default_factory=dict)
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    collided: dict[str, int] = field(default_factory=dict)

    def run(self) -> None:
        """Go all the way. Raises TupleError, with a row of ``numbers`` as they are then."""
        self.names = dict(self.question.domain.columns(self.numbers))
        for requirement in self.question.require:
            self._require(requirement)
        self.n_required = int(self.numbers.size)
        if not self.n_required:
            return
        guard("derive", lambda: add_derived(self.question, self.names))
        wrong: dict[tuple[str, str], Column] = {}
        for part in self.question.parts:
            if part.is_markable:
                # Mistakes see the parts before this one, and not this one's own key.
                for use in part.mistakes:
                    wrong[part.name, use.id] = self._compute_wrong(part, use)
                self.keys[part.name] = self._compute_key(part)
        self._separate(wrong)
        if self.numbers.size:
            self._check_texts()

    def _require(self, requirement: Requirement) -> None:
        if not self.numbers.size:
            self.n_removed.append(0)
            return
        that = requirement.that

        def step() -> Value:
            add_needed(self.question, self.names, that.names)
            return that.value(self.names)

        met = guard("requirements", step)
        if not is_condition(met):
            detail = f"{that.text}: found a number, expected a condition (true or false)"
            raise TupleError("requirements", detail, 0)
        mask = np.broadcast_to(np.asarray(met), self.numbers.shape)
        self.n_removed.append(int(mask.size - mask.sum()))
        self._keep(mask)

    def _keep(self, mask: Mask) -> None:
        if mask.all():
            return
        self.numbers = self.numbers[mask]
        self.names = {
            name: value[mask] if isinstance(value, np.ndarray) else value
            for name, value in self.names.items()
        }
        self.keys = {name: column[mask] for name, column in self.keys.items()}

    def _compute_key(self, part: Part) -> Column:
        if isinstance(part.spec, FormulaSpec):
            return self._formula_key(part, part.spec)
        values = guard("keys", lambda: key_values(part, self.names))
        column = answer_column(part, values, self.numbers)
        if isinstance(part.spec, PoolSpec):
            self._check_options(part, values)
        elif isinstance(part.spec, SetSpec):
            self._check_set(part, part.spec, values, column)
        elif part.kind in ("integer", "shape"):
            column, values = _as_integers(part, column)
        elif part.kind == "matrix":
            self._check_grids(part, values[0])
        accepted = KINDS[part.kind].matches_columns(column, column, part.spec)
        refuse_rows(
            "comparator",
            ~accepted,
            lambda row: f"{part.name}: the key {column[row]} is not accepted as an answer",
        )
        add_key(part, self.names, values)
        return column

    def _check_options(self, part: Part, values: tuple[Value, ...]) -> None:
        for option, value in zip(part.options, values, strict=True):
            if not is_condition(value):
                found = f"{part.name}: when of {option.id} gives a number, expected a condition"
                raise TupleError("keys", found, 0)
        truths = to_bits(values, self.numbers.size)
        patterns, places = np.unique(truths, return_inverse=True)
        problems = [why_undrawable(part, int(pattern)) for pattern in patterns.tolist()]
        is_bad = np.array([bool(problem) for problem in problems])[places.reshape(truths.shape)]
        refuse_rows(
            "keys", is_bad, lambda row: f"{part.name}: {problems[int(places.reshape(-1)[row])]}"
        )

    def _check_set(
        self, part: Part, spec: SetSpec, values: tuple[Value, ...], bits: Column
    ) -> None:
        if not all(is_condition(value) for value in values):
            found = f"{part.name}: where gives a number, expected a condition"
            raise TupleError("keys", found, 0)
        if not spec.none:
            problem = f"{part.name}: found no {spec.symbol} that is right, expected none: true"
            refuse_rows("keys", np.isnan(bits), lambda row: problem)

    def _check_grids(self, part: Part, grids: Value) -> None:
        refuse_rows(
            "keys",
            np.broadcast_to(as_column(grids)["channels"] > 0, self.numbers.shape),
            lambda row: f"{part.name}: found a grid with channels, expected channel(grid, number)",
        )

    def _formula_key(self, part: Part, spec: FormulaSpec) -> Column:
        column = key_column(spec, self.names, self.numbers.size)
        problem = f"{part.name}: the key {spec.value} has no value on some point of its variables"
        refuse_rows("keys", np.isnan(column), lambda row: problem)
        return column

    def _compute_wrong(self, part: Part, use: MistakeUse) -> Column:
        if isinstance(part.spec, FormulaSpec):
            keys = key_column(part.spec, self.names, self.numbers.size)
            return wrong_column(part.spec, use.formula, self.names, keys)
        values = guard("misconceptions", lambda: wrong_values(self.question, part, use, self.names))
        if use.option and draw_of(part) is not None:
            return self._drawn_option(part, use)
        return answer_column(part, values, self.numbers)

    def _drawn_option(self, part: Part, use: MistakeUse) -> Column:
        """Return the place of a mistake's option where it is drawn."""
        truths = to_bits(key_values(part, self.names), self.numbers.size)
        place = [option.id for option in part.options].index(use.option)
        drawn = drawn_column(part, truths, self.numbers)
        return np.where(drawn >> place & 1, float(place), np.nan)

    def _separate(self, wrong: dict[tuple[str, str], Column]) -> None:
        """Count what the mistakes give, and drop the tuples on which a separated one is right."""
        kept = np.ones(self.numbers.shape, dtype=np.bool_)
        hits: dict[str, Mask] = {}
        has_wrong_value: dict[tuple[str, str], Mask] = {}
        for part in self.question.parts:
            for use in part.mistakes:
                place = (part.name, use.id)
                column = _possible(part, wrong[place], self.keys[part.name])
                is_missing = np.isnan(column if column.ndim == 1 else column.sum(axis=1))
                is_key = KINDS[part.kind].matches_columns(column, self.keys[part.name], part.spec)
                hits[use.id] = hits.get(use.id, np.zeros_like(kept)) | is_key
                has_wrong_value[place] = ~is_key & ~is_missing
                self.tallies[place] = Tally(int(is_key.sum()), int(is_missing.sum()))
                if use.is_separated:
                    kept &= ~is_key
        for place, mask in has_wrong_value.items():
            self.tallies[place].n_wrong = int((mask & kept).sum())
        self.collided = {name: int(mask.sum()) for name, mask in hits.items()}
        self._keep(kept)

    def _check_texts(self) -> None:
        shown = [self.question.prompt]
        for part in self.question.parts:
            shown += [part.prompt] if part.prompt else []
            shown += [text for option in part.options for text in (option.text, option.why)]
        check_texts(shown, self.names)
        for part in self.question.parts:
            if part.name in self.keys:
                check_solution(part, self.names, self.keys[part.name])


def _possible(part: Part, wrong: Column, keys: Column) -> Column:
    """Return what a mistake gives; nothing where the page shows a grid of another size."""
    if not isinstance(part.spec, MatrixSpec) or part.spec.is_size_asked:
        return wrong
    is_given = (wrong[:, :2] == keys[:, :2]).all(axis=1)
    return np.where(is_given[:, None], wrong, np.nan)


def _as_integers(part: Part, column: Column) -> tuple[Column, tuple[Value, ...]]:
    """Return the key as whole numbers, which integers and sizes have to be."""
    is_whole = np.floor(column) == column
    rows = is_whole if column.ndim == 1 else is_whole.all(axis=1)
    refuse_rows(
        "keys",
        ~rows,
        lambda row: f"{part.name}: found the key {_show(column[row])}, expected whole numbers",
    )
    whole = column.astype(np.int64)
    return whole, (whole,) if whole.ndim == 1 else tuple(whole.T)


def _show(key: Any) -> str:
    return ", ".join(plain(float(value)) for value in np.atleast_1d(key))
