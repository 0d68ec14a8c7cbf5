"""Every key of a question document, explained once: for the editor's help and docs/authoring.md."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from questions.answers import KINDS
from questions.engine.question import TOPICS
from questions.misconceptions.registry import misconceptions_of
from questions.solver.registry import FUNCTIONS


@dataclass(frozen=True)
class SchemaKey:
    """One key: what it holds, what for, and an example."""

    key: str
    meaning: str | Promise
    example: str
    is_required: bool = False


@dataclass(frozen=True)
class SchemaSection:
    """Keys that belong together."""

    title: str | Promise
    keys: tuple[SchemaKey, ...]


@dataclass(frozen=True)
class KnownFunction:
    """A solver function, how it is called, and the mistakes that are known about it."""

    call: str
    meaning: str
    mistakes: tuple[tuple[str, str], ...]


SECTIONS = (
    SchemaSection(
        gettext_lazy("About the question"),
        (
            SchemaKey(
                "id",
                gettext_lazy("Its name for ever: lower-case words with hyphens."),
                "same-padding",
                True,
            ),
            SchemaKey(
                "title",
                gettext_lazy("One line, for lists."),
                "Output size of a pooling layer",
                True,
            ),
            SchemaKey(
                "topic",
                format_lazy(gettext_lazy("One of: {names}."), names=", ".join(TOPICS)),
                "pooling",
                True,
            ),
            SchemaKey("level", gettext_lazy("1 recall, 2 use, 3 analyse, 4 combine."), "2", True),
            SchemaKey(
                "source",
                gettext_lazy("Where the idea is from, or original."),
                "Original",
                True,
            ),
            SchemaKey("tags", gettext_lazy("Words to find it by."), "[stride, floor]"),
            SchemaKey("locale", gettext_lazy("The language of its texts; en without it."), "en"),
        ),
    ),
    SchemaSection(
        gettext_lazy("Its numbers"),
        (
            SchemaKey(
                "domain",
                gettext_lazy(
                    "The parameters and all values that they take: a range with both ends, a "
                    "choice, or cases that go together. Without it there is one variant."
                ),
                "{W: {range: [8, 64]}, S: {choice: [1, 2]}}",
            ),
            SchemaKey(
                "require",
                gettext_lazy("Conditions that every variant meets, each with the reason."),
                '[{that: "F <= W", why: the window fits}]',
            ),
            SchemaKey(
                "grids",
                gettext_lazy(
                    "Named grids of numbers, drawn anew for each value of a parameter or picked "
                    "from a list."
                ),
                "{image: {draw: n, rows: 5, columns: 5, low: 0, high: 9}}",
            ),
            SchemaKey(
                "derive", gettext_lazy("Names for values in between."), '{steps: "(W - F) // S"}'
            ),
            SchemaKey(
                "strata",
                gettext_lazy(
                    "Names or expressions; draws are spread evenly over their values, so every "
                    "student gets the same profile."
                ),
                "[S]",
            ),
        ),
    ),
    SchemaSection(
        gettext_lazy("What is asked"),
        (
            SchemaKey(
                "prompt",
                gettext_lazy(
                    "The task in Markdown, with $maths$ and {{W}} or {{W + 2*P}} for numbers."
                ),
                "How wide is a row of ${{W}}$ pixels?",
                True,
            ),
            SchemaKey(
                "label",
                gettext_lazy("The name of the answer's field."),
                "Output width",
            ),
            SchemaKey(
                "answer",
                gettext_lazy(
                    "The kind of the answer and the expression of the key; units, tolerance, axes "
                    "or options belong here too."
                ),
                '{kind: integer, value: "pool_output_size(W, F, stride=S)", unit: px}',
                True,
            ),
            SchemaKey(
                "solution",
                gettext_lazy(
                    "Lines of the worked solution, with the student's numbers; the last one shows "
                    "{{answer}}."
                ),
                '["${{steps}} + 1 = {{answer}}$"]',
                True,
            ),
            SchemaKey(
                "figure",
                gettext_lazy("A drawing of the solution that students step through."),
                "{kind: stack, layers: [{kernel: F, repeat: L}]}",
            ),
            SchemaKey(
                "parts",
                gettext_lazy(
                    "Instead of answer: several answers in turn. Later parts may use the keys of "
                    "earlier ones by name; a wrong earlier answer is carried forward."
                ),
                "[{name: size, label: Size, prompt: ..., answer: ...}]",
            ),
            SchemaKey(
                "name",
                gettext_lazy("In a part: what later parts and its solution call its key."),
                "size",
            ),
            SchemaKey("points", gettext_lazy("In a part: its weight; 1 without it."), "2"),
        ),
    ),
    SchemaSection(
        gettext_lazy("Mistakes"),
        (
            SchemaKey(
                "misconceptions",
                gettext_lazy(
                    "Known mistakes, so that a wrong answer is told why. See the list below."
                ),
                "[{use: forgot-plus-one, separated: true}]",
            ),
            SchemaKey("use", gettext_lazy("The id of a mistake of the bank."), "forgot-plus-one"),
            SchemaKey(
                "separated",
                gettext_lazy(
                    "Leave out the variants on which this mistake gives the right answer."
                ),
                "true",
            ),
            SchemaKey(
                "value",
                gettext_lazy(
                    "What the mistake gives, where it is no wrong call of a solver function; "
                    "values: for a shape, option: for a choice. It needs say."
                ),
                '"W * W"',
            ),
            SchemaKey(
                "values",
                gettext_lazy("The same for a shape, one for each axis."),
                '["W", "W", "C"]',
            ),
            SchemaKey(
                "option", gettext_lazy("The same for a choice: the id of the option."), "grows"
            ),
            SchemaKey(
                "say",
                gettext_lazy(
                    "What the student reads, without blame and without the key; {{wrong}} and "
                    "{{right}} are known."
                ),
                "You counted the padding once.",
            ),
        ),
    ),
    SchemaSection(
        gettext_lazy("Written tests"),
        (
            SchemaKey(
                "tests",
                gettext_lazy(
                    "Answers for variants that you know by heart; the certificate holds them."
                ),
                '[{params: {W: 8, S: 2}, accepts: ["4"]}]',
            ),
            SchemaKey(
                "params",
                gettext_lazy("The variant; it need not be a certified one."),
                "{W: 8, S: 2}",
            ),
            SchemaKey(
                "part", gettext_lazy("Which part is answered, if there are several."), "size"
            ),
            SchemaKey(
                "earlier", gettext_lazy("What was answered to earlier parts."), '{size: "5"}'
            ),
            SchemaKey(
                "accepts", gettext_lazy("Right answers, as people type them."), '["4", "4 px"]'
            ),
            SchemaKey("rejects", gettext_lazy("Wrong answers."), '["5"]'),
            SchemaKey("unreadable", gettext_lazy("Answers that are asked back."), '["four"]'),
            SchemaKey(
                "diagnoses",
                gettext_lazy("Wrong answers with the mistake they show."),
                '{"3": forgot-plus-one}',
            ),
        ),
    ),
)


@cache
def known_functions() -> tuple[KnownFunction, ...]:
    """Return the solver functions that expressions may call, with the mistakes about each."""
    return tuple(
        KnownFunction(
            call=f"{name}({', '.join(solver.parameters)})",
            meaning=(solver.function.__doc__ or "").strip().partition("\n")[0],
            mistakes=tuple((entry.id, entry.title) for entry in misconceptions_of(name)),
        )
        for name, solver in FUNCTIONS.items()
    )


@cache
def known_kinds() -> tuple[tuple[str, str], ...]:
    """Return the kinds of answers, each with what it is."""
    return tuple(
        (name, (type(kind).__doc__ or "").strip().partition("\n")[0])
        for name, kind in KINDS.items()
    )


def as_markdown() -> str:
    """Return the keys as the tables of docs/authoring.md."""
    blocks = []
    for section in SECTIONS:
        rows = [
            f"| `{key.key}` | {'yes' if key.is_required else ''} | {_cell(str(key.meaning))} "
            f"| `{_cell(key.key)}: {_cell(key.example)}` |"
            for key in section.keys
        ]
        head = ["| key | needed | what it is | for example |", "|---|---|---|---|"]
        blocks.append("\n".join([f"### {section.title}", "", *head, *rows]))
    return "\n\n".join(blocks) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
