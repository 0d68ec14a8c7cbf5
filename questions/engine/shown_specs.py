"""What a variant shows of an answer section: the options that it draws, and the reasons."""

from collections.abc import Sequence
from dataclasses import replace

from questions.answers import FormulaSpec, PoolSpec, SetSpec, Spec
from questions.answers import Value as AnswerValue
from questions.answers.pool import in_bold
from questions.engine.arithmetic import Value
from questions.engine.question import Part
from questions.engine.selections import bits_of, drawn_bits, order_of
from questions.engine.templates import Shown


def rendered_spec(
    part: Part, values: Sequence[Value], names: dict[str, Shown], number: int
) -> Spec:
    """Return what the variant shows of the options, and its reasons."""
    spec = part.spec
    if isinstance(spec, SetSpec) and part.why is not None:
        why, symbol = part.why, spec.symbol
        return replace(spec, why=lambda candidate: why.render({**names, symbol: candidate}))
    if isinstance(spec, FormulaSpec):
        given = {name: names[name] for name in spec.constants}
        numbers = {name: value for name, value in given.items() if isinstance(value, int | float)}
        return replace(spec, given=numbers)
    if not isinstance(spec, PoolSpec):
        return spec
    drawn = drawn_bits(part, bits_of(values), number)
    options = tuple(
        replace(
            spec.options[place],
            text=part.options[place].text.render(names),
            why=part.options[place].why.render(names),
        )
        for place in order_of(part, drawn, number)
    )
    return replace(spec, options=options)


def reasons_of(spec: Spec, key: AnswerValue | None) -> tuple[str, ...]:
    """Return as Markdown why each option that is shown is right or not; none without options."""
    if not isinstance(spec, PoolSpec) or not isinstance(key, str):
        return ()
    right = key.split(",")
    return tuple(
        f"{'✓' if option.id in right else '✗'} {in_bold(option.text)}  \n{option.why}"
        for option in spec.options
    )
