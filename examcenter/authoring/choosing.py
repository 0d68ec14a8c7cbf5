"""Which variant a preview shows: by index, as a neighbour, by parameters, condition or stratum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from examcenter.authoring.scanning import Found, Scan, find_in_stratum, find_index, find_where
from examcenter.numerals import grouped
from questions.engine.errors import ExpressionError, OutsideDomainError
from questions.engine.variants import Variant, make_variant
from questions.engine.variants import variant_with as find_variant_with
from questions.errors import QuestionError


@dataclass(frozen=True)
class Wish:
    """Which variant somebody asks for; ``go`` is the button that was pressed."""

    at: int = 0
    go: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


def choose_variant(scan: Scan, wish: Wish) -> tuple[Found | None, Variant | None, str]:
    """Return the variant that is asked for, else the one before, with what went wrong."""
    here = find_index(scan, max(wish.at, 0)) or find_index(scan, 0)
    if here is None:
        return None, None, _("No tuple of the domain is left: see what fails, or widen the domain.")
    try:
        if wish.go == "params":
            return _by_params(scan, wish, here)
        found, notice = _go(scan, wish, here)
        found = found or here
        return found, make_variant(scan.question, found.number, found.index), notice
    except (ExpressionError, OutsideDomainError) as error:
        return here, _safe_variant(scan, here), str(error)
    except (QuestionError, ValueError, KeyError) as error:
        return here, None, _("This variant cannot be shown: %(error)s") % {"error": error}


def _safe_variant(scan: Scan, found: Found) -> Variant | None:
    try:
        return make_variant(scan.question, found.number, found.index)
    except (QuestionError, ValueError, KeyError):
        return None


def _go(scan: Scan, wish: Wish, here: Found) -> tuple[Found | None, str]:
    """Return what a button leads to, and what to say when it leads nowhere."""
    if wish.go == "next":
        return find_index(scan, here.index + 1) or find_index(scan, 0), ""
    if wish.go == "previous":
        last = max(int(scan.numbers.size) - 1, 0)
        return find_index(scan, here.index - 1 if here.index else last), ""
    if wish.go == "where" and wish.where.strip():
        found = find_where(scan, wish.where, here.index)
        return found, "" if found else _("No variant was found where %(condition)s.") % {
            "condition": wish.where.strip()
        }
    if wish.go.startswith("stratum-") and wish.go[8:].isdecimal() and len(wish.go) < 14:
        return find_in_stratum(scan, int(wish.go[8:]), here.index), ""
    if here.index != wish.at:
        return here, _("There is no variant %(asked)s; this is variant %(shown)s.") % {
            "asked": grouped(wish.at + 1),
            "shown": grouped(here.index + 1),
        }
    return here, ""


def _by_params(scan: Scan, wish: Wish, here: Found) -> tuple[Found, Variant, str]:
    params = {
        axis.name: _as_value(wish.params.get(axis.name, ""), is_text=axis.is_text)
        for axis in scan.question.domain.axes
    }
    variant = find_variant_with(scan.certified, params)
    if variant.index is None:
        why = (
            _(
                "These parameters meet the requirements, but are not among the variants: a "
                "separated mistake gives the key here."
            )
            if scan.is_whole
            else _("These parameters lie beyond the part of the domain that is previewed.")
        )
        return here, variant, why
    return Found(int(scan.numbers[variant.index]), variant.index), variant, ""


def _as_value(text: str, *, is_text: bool) -> object:
    """Return a typed parameter as the domain holds it; what is no number stays as typed."""
    text = text.strip()
    if is_text or len(text) > 40:
        return text
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text
