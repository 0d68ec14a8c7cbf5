"""The options of a choice: a fixed list, or a pool from which each variant draws some."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from questions.answers.errors import SpecError
from questions.answers.kind import Spec
from questions.answers.options import read_text, refuse_unknown_keys, shorten

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
FEWEST_OPTIONS, MOST_OPTIONS = 2, 12
# A pool is larger than what is shown of it; its bits fit into one whole number of a column.
MOST_IN_POOL = 40
# Enough for the short texts of options; a page renders them as Markdown.
_PLAIN = (
    ("{,}", ","),
    ("\\times", "×"),
    ("\\cdot", "·"),
    ("\\le", "≤"),
    ("\\ge", "≥"),
    ("\\,", " "),
    ("**", ""),
    ("$", ""),
    ("`", ""),
)


@dataclass(frozen=True)
class Option:
    """One option.

    Attributes
    ----------
    id : str
        Stable name; what an answer holds.
    text : str
        Markdown, shown to students.
    why : str
        Markdown: why this option is right or is not.
    """

    id: str
    text: str
    why: str


@dataclass(frozen=True)
class Draw:
    """How many options of a pool a variant shows.

    Attributes
    ----------
    right, wrong : tuple of int
        Fewest and most of the options that are right, and of those that are not.
    """

    right: tuple[int, int]
    wrong: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class PoolSpec(Spec):
    """Options in the order of the document; of a variant, those it shows in its own order."""

    options: tuple[Option, ...]
    draw: Draw | None = None

    def find_option(self, option_id: str) -> Option | None:
        """Return the option with this id, or None."""
        return next((option for option in self.options if option.id == option_id), None)


def read_options(raw: Mapping[str, object]) -> tuple[Option, ...]:
    """Return the options of an answer section; raise SpecError when one is wrong."""
    found = raw.get("options")
    most = MOST_IN_POOL if "draw" in raw else MOST_OPTIONS
    if not isinstance(found, list) or not FEWEST_OPTIONS <= len(found) <= most:
        expected = f"a list of {FEWEST_OPTIONS} to {most} options"
        raise SpecError("options", shorten(found), expected)
    options = tuple(_read_option(f"options[{place}]", raw) for place, raw in enumerate(found))
    ids = [option.id for option in options]
    texts = [fold(option.text) for option in options]
    for key, seen in (("id", ids), ("text", texts)):
        for place, entry in enumerate(seen):
            if entry in seen[:place]:
                raise SpecError(f"options[{place}].{key}", shorten(entry), "a different one")
    return options


def read_draw(raw: Mapping[str, object], *, rights: tuple[int, int]) -> Draw | None:
    """Return how many options are drawn; ``rights`` are the fewest and most that may be right."""
    if "draw" not in raw:
        return None
    found = raw["draw"]
    expected = "{right: 1, wrong: 3} or {right: [1, 2], wrong: [2, 3]}"
    if not isinstance(found, Mapping) or set(found) != {"right", "wrong"}:
        raise SpecError("draw", shorten(found), expected)
    draw = Draw(
        right=_read_span("draw.right", found["right"], *rights),
        wrong=_read_span("draw.wrong", found["wrong"], 1, MOST_OPTIONS - 1),
    )
    if draw.right[1] + draw.wrong[1] > MOST_OPTIONS:
        raise SpecError("draw", shorten(found), f"at most {MOST_OPTIONS} options together")
    return draw


def _read_span(key: str, found: object, least: int, most: int) -> tuple[int, int]:
    ends = found if isinstance(found, list) else [found, found]
    counts = [end for end in ends if isinstance(end, int) and not isinstance(end, bool)]
    if len(ends) != 2 or len(counts) != 2 or not least <= counts[0] <= counts[1] <= most:
        expected = str(least) if least == most else f"a number or [fewest, most], {least} to {most}"
        raise SpecError(key, shorten(found), expected)
    return counts[0], counts[1]


def _read_option(key: str, found: object) -> Option:
    if not isinstance(found, Mapping):
        raise SpecError(key, shorten(found), "an option with id, text, when and why")
    try:
        refuse_unknown_keys(found, ("id", "text", "when", "right", "why"))
        option = Option(
            id=read_text(found, "id"), text=read_text(found, "text"), why=read_text(found, "why")
        )
    except SpecError as error:
        raise SpecError(f"{key}.{error.key}", error.found, error.expected) from None
    if not _ID.fullmatch(option.id):
        raise SpecError(
            f"{key}.id", shorten(option.id), "lower-case letters, digits and hyphens, at most 40"
        )
    for name, text in (("text", option.text), ("why", option.why)):
        if not text:
            raise SpecError(f"{key}.{name}", "nothing", "a text")
    _check_truth(key, found)
    return option


def _check_truth(key: str, found: Mapping[str, object]) -> None:
    """Refuse an option that has neither ``when``, a condition, nor ``right``, true or false."""
    if "right" in found:
        if not isinstance(found["right"], bool) or "when" in found:
            raise SpecError(f"{key}.right", shorten(found["right"]), "true or false, without when")
    elif not isinstance(found.get("when"), str | bool):
        raise SpecError(f"{key}.when", shorten(found.get("when")), "an expression")


def fold(text: str) -> str:
    """Return the text without differences of case and of spaces."""
    return " ".join(text.split()).casefold()


def plain_text(text: str) -> str:
    """Return the text of an option without the marks of Markdown and maths."""
    for marked, plain in _PLAIN:
        text = text.replace(marked, plain)
    return " ".join(text.split())


def is_named(option: Option, typed: str) -> bool:
    """Tell whether a folded text is the option's id or its whole text."""
    texts = (fold(option.text), fold(plain_text(option.text)))
    return typed == option.id or typed.rstrip(".") in [text.rstrip(".") for text in texts]


def list_reason(option: Option) -> str:
    """Return an option and the reason why it is right or not as an entry of a Markdown list."""
    return f"- {in_bold(option.text)}  \n  {option.why}"


def in_bold(text: str) -> str:
    """Return the Markdown of an option's text with all of it in bold."""
    return f"**{text.replace('**', '').strip()}**"
