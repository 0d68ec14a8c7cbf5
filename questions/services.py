"""What the other boxes may ask of the bank: issue a variant, mark an answer, show a solution."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from questions.answers import KINDS
from questions.editions import Edition, get_current_editions, get_edition, get_editions
from questions.engine.assessment import assess
from questions.engine.dealing import deals_for, index_for
from questions.engine.picking import Place, shuffle
from questions.engine.picking import pick_questions as pick
from questions.engine.variants import Variant
from questions.errors import QuestionNotFound
from questions.issued import IssuedOption, IssuedPart, IssuedVariant, WorkedPart
from questions.marking import Mark, to_json_value
from questions.publishing import PublishReport, publish_bank

__all__ = [
    "Dealt",
    "IssuedOption",
    "IssuedPart",
    "IssuedVariant",
    "Place",
    "PublishReport",
    "Versions",
    "WorkedPart",
    "deal_quiz",
    "deal_variant",
    "get_variant",
    "issue_variant",
    "issue_variant_of",
    "issue_variants",
    "keys_of",
    "known_mistakes",
    "misconceptions_shown",
    "mark_answer",
    "open_versions",
    "pick_questions",
    "publish_bank",
    "shuffle_names",
    "worked_solution",
    "worked_solutions",
]


def issue_variant(*, slug: str, seed: str, avoid: Collection[int] = ()) -> IssuedVariant:
    """Return the variant of the newest version that belongs to a seed; the same for the same seed.

    Variants to avoid come again only when there is no other one. Raises QuestionNotFound.
    """
    return deal_variant(slug=slug, seed=seed, avoid=avoid).variant


@dataclass(frozen=True)
class Dealt:
    """A variant that was handed out, with the keys of its parts, which are for the server only."""

    variant: IssuedVariant
    keys: dict[str, Any]


def deal_variant(*, slug: str, seed: str, avoid: Collection[int] = ()) -> Dealt:
    """Return what `issue_variant` returns, with its keys; one query. Raises QuestionNotFound."""
    return _deal(get_current_editions([slug])[slug], seed, avoid)


def issue_variant_of(*, version_id: int, seed: str, avoid: Collection[int] = ()) -> IssuedVariant:
    """Return the variant of a version that belongs to a seed. Raises QuestionNotFound."""
    return _deal(get_edition(version_id), seed, avoid).variant


def get_variant(*, version_id: int, index: int) -> IssuedVariant:
    """Return a variant that was issued before, as it was. Raises QuestionNotFound."""
    edition = get_edition(version_id)
    return _hand_out(edition, edition.variant(index), index)


def deal_quiz(
    *,
    asked: Sequence[tuple[str, str]],
    turn: int,
    avoid: Mapping[int, Collection[int]] | None = None,
) -> list[Dealt]:
    """Return a variant for each slug and seed: those of a quiz, for the student whose turn it is.

    Students whose turns follow each other get strata that follow each other, so that all quizzes
    have the same profile; no variant comes twice, and none to ``avoid`` (indices by version id),
    unless there are too few. One query for any number of slots. Raises QuestionNotFound.
    """
    editions = get_current_editions({slug for slug, _ in asked})
    slots = [(slug, len(editions[slug].certified.strata)) for slug, _ in asked]
    dealt: list[Dealt] = []
    given: dict[str, set[int]] = {slug: set() for slug in editions}
    for (slug, seed), deal in zip(asked, deals_for(slots, turn), strict=True):
        edition = editions[slug]
        used = given[slug].union((avoid or {}).get(edition.version_id, ()))
        # When all were seen, at least none comes twice here.
        is_used_up = len(used) >= edition.certified.n_variants
        one = _deal(edition, seed, given[slug] if is_used_up else used, deal=deal)
        given[slug].add(one.variant.index)
        dealt.append(one)
    return dealt


def pick_questions(
    places: Sequence[Place], *, deck: str, seed: str, turn: int, seen: Collection[str] = ()
) -> list[str]:
    """Return the slug of a question for each place; see `questions.engine.picking`."""
    return pick(settings.VARIANT_SECRET, places, deck=deck, seed=seed, turn=turn, seen=seen)


def shuffle_names(names: Sequence[str], *, seed: str) -> list[str]:
    """Return the names in an order that belongs to the seed, and that nobody can foretell."""
    return shuffle(settings.VARIANT_SECRET, names, seed)


def _deal(edition: Edition, seed: str, avoid: Collection[int], *, deal: int | None = None) -> Dealt:
    certified = edition.certified
    seed_text = f"{certified.question.slug}:{seed}"
    index = index_for(settings.VARIANT_SECRET, seed_text, certified, avoid, deal=deal)
    variant = edition.variant(index)
    return Dealt(_hand_out(edition, variant, index), _keys_of(variant))


def _hand_out(edition: Edition, variant: Variant, index: int) -> IssuedVariant:
    return IssuedVariant.from_variant(
        variant,
        index=index,
        version_id=edition.version_id,
        version=edition.number,
        n_variants=edition.certified.n_variants,
    )


def keys_of(*, version_id: int, index: int) -> dict[str, Any]:
    """Return the key of each part that the bank marks, as JSON data; for the server only.

    Raises QuestionNotFound.
    """
    return _keys_of(get_edition(version_id).variant(index))


def _keys_of(variant: Variant) -> dict[str, Any]:
    return {
        part.part.name: to_json_value(part.key) for part in variant.parts if part.key is not None
    }


def misconceptions_shown(*, version_id: int, index: int) -> dict[str, frozenset[str]]:
    """Return by part the misconceptions that give a wrong answer to this variant.

    On a variant where one of them gives the key, a right answer says nothing about it.
    Raises QuestionNotFound.
    """
    variant = get_edition(version_id).variant(index)
    return {
        part.part.name: frozenset(variant.mistaken_answers(part.part.name))
        for part in variant.parts
        if part.key is not None
    }


def mark_answer(
    *,
    version_id: int,
    index: int,
    part: str,
    raw: str,
    earlier: Mapping[str, str] | None = None,
) -> Mark:
    """Return the mark of what a student typed for one part of a variant.

    ``earlier`` holds the raw answers to earlier parts, for error carried forward.
    Raises AnswerFormatError if the text cannot be read, QuestionNotFound, NotComparableError for
    code.
    """
    opened = open_versions([version_id])
    return opened.mark(version_id, index, part=part, raw=raw, earlier=earlier)


@dataclass(frozen=True)
class Versions:
    """Versions at hand: many answers are marked without asking the database for each of them."""

    _editions: Mapping[int, Edition]

    def mark(
        self,
        version_id: int,
        index: int,
        *,
        part: str,
        raw: str,
        earlier: Mapping[str, str] | None = None,
    ) -> Mark:
        """Return what `mark_answer` returns, and raise what it raises."""
        edition = self._editions.get(version_id)
        if edition is None:
            raise QuestionNotFound(f"version: found {version_id}, expected one that was opened")
        variant = edition.variant(index)
        _require_part(variant, part)
        return assess(variant, part, raw, earlier=earlier, versions=edition.versions).mark


def open_versions(version_ids: Collection[int]) -> Versions:
    """Return versions to mark by, with a single query. Raises QuestionNotFound."""
    return Versions(get_editions(version_ids))


def worked_solution(*, version_id: int, index: int) -> dict[str, WorkedPart]:
    """Return the worked solution of each part, with the variant's numbers.

    Raises QuestionNotFound.
    """
    return worked_solutions([(version_id, index)])[version_id, index]


def worked_solutions(
    variants: Collection[tuple[int, int]],
) -> dict[tuple[int, int], dict[str, WorkedPart]]:
    """Return the worked solutions of several variants, each a version id and an index.

    Raises QuestionNotFound.
    """
    editions = get_editions([version_id for version_id, _ in variants])
    return {
        (version_id, index): _work_out(editions[version_id].variant(index))
        for version_id, index in variants
    }


def known_mistakes(
    variants: Collection[tuple[int, int]],
) -> dict[tuple[int, int], dict[str, list[tuple[str, str]]]]:
    """Return what each misconception gives, part by part: the value as shown, and its id.

    For teachers only: who sees it can tell the key. Raises QuestionNotFound.
    """
    editions = get_editions([version_id for version_id, _ in variants])
    return {
        (version_id, index): _mistakes_of(editions[version_id].variant(index))
        for version_id, index in variants
    }


def _mistakes_of(variant: Variant) -> dict[str, list[tuple[str, str]]]:
    return {
        part.part.name: [
            (KINDS[part.part.kind].show(wrong, part.spec), name)
            for name, wrong in variant.mistaken_answers(part.part.name).items()
        ]
        for part in variant.parts
        if part.key is not None
    }


def _work_out(variant: Variant) -> dict[str, WorkedPart]:
    return {
        part.part.name: WorkedPart(
            (*variant.solution(part.part.name), *variant.reasons(part.part.name)),
            part.shown_key,
            variant.figure(part.part.name),
        )
        for part in variant.parts
    }


def _require_part(variant: Variant, name: str) -> None:
    names = [part.part.name for part in variant.parts]
    if name not in names:
        raise QuestionNotFound(f"part: found {name[:40]!r}, expected one of {', '.join(names)}")


def issue_variants(*, slug: str, seeds: Collection[str]) -> list[IssuedVariant]:
    """Return what `issue_variant` gives for each seed, with one look at the database for all.

    Seeds that meet in a variant share one object. Raises QuestionNotFound.
    """
    edition = get_current_editions([slug])[slug]
    certified = edition.certified
    indices = [index_for(settings.VARIANT_SECRET, f"{slug}:{seed}", certified) for seed in seeds]
    different = list(dict.fromkeys(indices))
    issued = {
        index: _hand_out(edition, variant, index)
        for index, variant in zip(different, edition.variants(different), strict=True)
    }
    return [issued[index] for index in indices]
