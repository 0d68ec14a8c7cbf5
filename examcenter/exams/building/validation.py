"""Takes the values of an exam's document apart; whatever somebody sends, the answer is in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from examcenter.exams.building.addresses import read_network
from examcenter.exams.models import Exam
from examcenter.exams.review import FORMAT as POLICY_FORMAT
from examcenter.exams.review import ITEMS, MOMENTS, Policy
from examcenter.exams.services.drawing import Pool
from questions.engine.question import TOPICS

_LONGEST_TEXT = 20_000
_MOST_ROWS = 500
_LARGEST = 10_000.0
# What the columns of small whole numbers hold.
_LARGEST_SMALL = 32_767
_LARGEST_WHOLE = 2_147_483_647


class DefinitionError(ValueError):
    """A document that is no exam: where, what was found, what is expected."""

    def __init__(self, text: str, place: str = "") -> None:
        super().__init__(text)
        self.place = place

    @property
    def steps(self) -> tuple[str | int, ...]:
        """The way to the place in the document, as a JSON pointer takes it."""
        steps: list[str | int] = []
        for word in self.place.split(", "):
            name, _, number = word.partition(" ")
            steps += [f"{name}s", int(number) - 1] if number else [name]
        return () if self.place in ("", "exam") else tuple(steps)


def _refuse(place: str, found: object, expected: str) -> DefinitionError:
    text = _("%(place)s: found %(found)r, expected %(expected)s") % {
        "place": place,
        "found": str(found)[:40],
        "expected": expected,
    }
    return DefinitionError(text, place)


def names(data: object, known: set[str], place: str) -> dict[str, Any]:
    """Return an object that has no other names than the known ones."""
    if not isinstance(data, Mapping):
        raise _refuse(place, type(data).__name__, _("an object"))
    unknown = sorted(str(name) for name in data if name not in known)
    if unknown:
        raise _refuse(
            place, unknown[0], _("one of %(names)s") % {"names": ", ".join(sorted(known))}
        )
    return dict(data)


def rows(data: object, place: str) -> Sequence[Any]:
    """Return a list of things."""
    if not isinstance(data, list | tuple) or len(data) > _MOST_ROWS:
        raise _refuse(
            place,
            type(data).__name__,
            _("a list of at most %(most_rows)s") % {"most_rows": _MOST_ROWS},
        )
    return data


def text(value: object, place: str, longest: int = _LONGEST_TEXT) -> str:
    """Return a text that its column holds."""
    if not isinstance(value, str) or len(value) > longest or not _is_storable(value):
        expected = _("a text of at most %(longest)s characters") % {"longest": longest}
        raise _refuse(place, ascii(value), expected)
    return value


def _is_storable(value: str) -> bool:
    """Tell whether a text holds neither NUL nor half a character."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in value


def texts(value: object, place: str) -> tuple[str, ...]:
    """Return a list of names."""
    return tuple(text(one, place, 64) for one in rows(value, place))


def choices(value: object, place: str) -> tuple[str, ...]:
    """Return the names of questions, each of which stands there once."""
    listed = texts(value, place)
    for at, name in enumerate(listed):
        if name in listed[:at]:
            raise _refuse(place, name, _("each question once"))
    return listed


def number(value: object, place: str, *, most: float = _LARGEST) -> float:
    """Return a number from 0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refuse(place, value, "a number")
    # Compared as it is: a whole number may be larger than any float, and NaN lies nowhere.
    if not 0 <= value <= most:
        raise _refuse(place, value, _("a number from 0 to %(most)s") % {"most": f"{most:g}"})
    return float(value)


def one_of(value: object, known: Iterable[str], place: str) -> str:
    """Return one of several words."""
    listed = list(known)
    if not isinstance(value, str) or value not in listed:
        raise _refuse(place, value, _("one of %(names)s") % {"names": ", ".join(listed)})
    return value


def pool(value: object, place: str) -> Pool:
    """Return a pool of topics that there are, and levels from 1 to 4."""
    known = names(value, {"topics", "levels"}, place)
    topics = tuple(one_of(one, TOPICS, place) for one in rows(known.get("topics", ()), place))
    levels = rows(known.get("levels", ()), place)
    for level in levels:
        if isinstance(level, bool) or level not in (1, 2, 3, 4):
            raise _refuse(place, level, _("a level from 1 to 4"))
    return Pool(topics, tuple(int(level) for level in levels))


def _moment(value: object, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    # Far from where calendars end, so that minutes can be added and zones be changed.
    if moment is None or moment.tzinfo is None or not 1900 <= moment.year <= 2999:
        raise _refuse(place, value, _("a moment with its zone, such as 2026-11-22T14:00:00+00:00"))
    return moment


def _whole(most: int) -> Callable[[object, str], int]:
    def read(value: object, place: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            raise _refuse(place, value, _("a whole number from 1 to %(most)s") % {"most": most})
        return value

    return read


def _switch(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise _refuse(place, value, _("true or false"))
    return value


def _share(value: object, place: str) -> float:
    return number(value, place, most=1.0)


def _networks(value: object, place: str) -> tuple[str, ...]:
    try:
        return tuple(str(read_network(one)) for one in texts(value, place))
    except ValueError:
        raise _refuse(place, value, _("networks such as 192.0.2.0/24")) from None


def _review(value: object, place: str) -> dict[str, Any]:
    known = names(value, {"format", *MOMENTS}, place)
    if known.get("format") != POLICY_FORMAT:
        raise _refuse(f"{place}, format", known.get("format"), str(POLICY_FORMAT))
    shown = {
        moment: [one_of(one, ITEMS, place) for one in rows(known.get(moment, []), place)]
        for moment in MOMENTS
    }
    return Policy.from_json({"format": POLICY_FORMAT, **shown}).to_json()


def _title(value: object, place: str) -> str:
    if not text(value, place, 200).strip():
        raise _refuse(place, value, "a title")
    return str(value)


_READERS: dict[str, Callable[[object, str], Any]] = {
    "kind": lambda value, place: one_of(value, Exam.Kind.values, place),
    "feedback": lambda value, place: one_of(value, Exam.Feedback.values, place),
    "release": lambda value, place: one_of(value, Exam.Release.values, place),
    "title": _title,
    "intro": text,
    "room_password": lambda value, place: text(value, place, 80),
    "opens_at": _moment,
    "closes_at": _moment,
    "late_until_at": _moment,
    "time_limit_s": _whole(_LARGEST_WHOLE),
    "max_tries": _whole(_LARGEST_SMALL),
    "max_attempts": _whole(_LARGEST_SMALL),
    "try_penalty": _share,
    "late_factor": _share,
    "planned_points": number,
    "is_shuffled": _switch,
    "has_calculator": _switch,
    "is_anonymous": _switch,
    "networks": _networks,
    "review": _review,
}
_MAY_BE_NULL = frozenset(
    [
        "opens_at",
        "closes_at",
        "late_until_at",
        "time_limit_s",
        "max_tries",
        "max_attempts",
        "planned_points",
        "review",
    ]
)


def rules(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rules of a document as their columns hold them, and consistent."""
    if "title" not in values:
        raise _refuse("rules, title", "none", "a title")
    read = {
        name: None
        if value is None and name in _MAY_BE_NULL
        else _READERS[name](value, f"rules, {name}")
        for name, value in values.items()
    }
    opens, closes, late = (read.get(name) for name in ("opens_at", "closes_at", "late_until_at"))
    if opens and closes and opens >= closes:
        raise _refuse("rules, closes_at", closes, _("a moment after opens_at"))
    if late and not (closes and late > closes):
        raise _refuse("rules, late_until_at", late, _("a moment after closes_at"))
    return read
