"""Variants made together are those that are made one by one, over the whole bank."""

import pytest

from questions.engine.bulk import variants_at
from questions.engine.dealing import index_for
from questions.engine.grids import Grid, to_nested
from questions.engine.variants import variant_at
from questions.issued import IssuedVariant
from tests.questions.bank.test_bank import SLUGS, certificate_of

N_SEEDS = 50


def issued(variant):
    return IssuedVariant.from_variant(
        variant, index=variant.index, version_id=1, version=1, n_variants=10**6
    )


def plain_names(variant):
    return [
        (name, to_nested(value) if isinstance(value, Grid) else value)
        for name, value in variant.names.items()
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_variants_made_together_are_those_made_one_by_one(slug):
    certified = certificate_of(slug).certified
    indices = [index_for("secret", f"{slug}:{seed}", certified) for seed in range(N_SEEDS)]
    together = variants_at(certified, indices)
    one_by_one = [variant_at(certified, index) for index in indices]
    # As texts, so that 3 and 3.0 are told apart.
    assert repr([*map(issued, together)]) == repr([*map(issued, one_by_one)])
    assert repr([*map(plain_names, together)]) == repr([*map(plain_names, one_by_one)])
    for one, other in zip(together, one_by_one, strict=True):
        for part in one.parts:
            name = part.part.name
            assert repr(part.key) == repr(other.part(name).key)
            assert one.reasons(name) == other.reasons(name)
            assert one.solution(name) == other.solution(name)


def test_an_index_beyond_the_list_is_refused():
    certified = certificate_of(SLUGS[0]).certified
    with pytest.raises(IndexError, match="expected 0 to"):
        variants_at(certified, [0, certified.n_variants])
    assert variants_at(certified, []) == []
