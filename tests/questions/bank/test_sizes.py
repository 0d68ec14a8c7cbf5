"""Questions on sizes, padding, pooling and receptive fields: published numbers, counted keys."""

import re
import statistics
from collections import Counter

import pytest

from questions.engine.variants import variant_with
from tests.questions.bank import counting
from tests.questions.bank.test_bank import SLUGS, certificate_of, sample

# question, parameters, part, key: the numbers of the lesson, of papers and of documentation
PUBLISHED = [
    ("stack-without-padding", {"W": 32, "F": 5, "N": 2}, "size", 24),
    ("conv-which-stride", {"W": 227, "F": 11, "P": 0, "S": 4}, "stride", 4),  # AlexNet
    ("tensorflow-same", {"W": 224, "F": 7, "S": 2}, "size", 112),  # ResNet in TensorFlow
    ("tensorflow-same", {"W": 224, "F": 7, "S": 2}, "before", 2),
    ("tensorflow-same", {"W": 224, "F": 7, "S": 2}, "behind", 3),
    ("tensorflow-same", {"W": 32, "F": 8, "S": 2}, "size", 16),  # Udacity's lesson
    ("pool-volume", {"H": 66, "W": 48, "C": 12, "F": 3}, "answer", (22, 16, 12)),  # Coursera's 66
    ("pool-ceil-mode", {"W": 55, "F": 3, "S": 2, "P": 0}, "floor_size", 27),  # AlexNet
    ("pool-ceil-mode", {"W": 112, "F": 3, "S": 2, "P": 0}, "ceil_size", 56),  # GoogLeNet
    ("pool-discarded", {"H": 28, "W": 24, "C": 6, "F": 2}, "discarded", 75),  # the lesson, CS231n
    ("conv-pool-chain", {"W": 28, "F1": 4, "F2": 3, "K": 16}, "vector", 400),
    ("conv-pool-chain", {"W": 32, "F1": 5, "F2": 5, "K": 16}, "vector", 400),  # LeNet-5
    ("poolings-until", {"W": 224, "T": 7, "K": 128}, "poolings", 5),  # VGG
    ("doubling-dilations", {"R": 1024, "F": 2}, "doubling", 10),  # WaveNet
    ("field-dilated-layers", {"F1": 3, "D1": 1, "F2": 3, "D2": 2, "F3": 3, "D3": 4}, "field", 15),
    ("same-field-two-ways", {"F": 5, "L": 2, "C": 8}, "weights", 2 * 18 * 64),  # the lesson, twice
    ("same-field-two-ways", {"F": 5, "L": 2, "C": 8}, "saving", 28),
    ("same-field-two-ways", {"F": 7, "L": 2, "C": 8}, "layers", 6),
    ("field-mixed-kernels", {"K1": 1, "K2": 3, "K3": 3, "K4": 3, "I": 1}, "field", 7),
]

COUNTED = {
    "conv-chain-three": counting.count_chain,
    "conv-output-dilated": counting.count_dilated,
    "conv-output-nchw": counting.count_nchw,
    "conv-output-rectangular": counting.count_rectangular,
    "conv-pool-chain": counting.count_conv_pool,
    "conv-uncovered-pixels": counting.count_uncovered,
    "conv-which-filter": counting.count_which_filter,
    "conv-which-padding": counting.count_which_padding,
    "conv-which-stride": counting.count_which_stride,
    "doubling-dilations": counting.count_doubling,
    "field-dilated-layers": counting.count_dilated_field,
    "field-mixed-kernels": counting.count_mixed,
    "field-of-named-networks": counting.count_named,
    "field-rectangular": counting.count_rectangular_field,
    "field-which-kernel": counting.count_which_kernel,
    "filter-positions": counting.count_positions,
    "jump-of-four-layers": counting.count_jump,
    "layers-to-reach": counting.count_reach,
    "padding-in-total": counting.count_padding_in_total,
    "pool-ceil-mode": counting.count_ceil_mode,
    "pool-discarded": counting.count_discarded,
    "pool-or-strided-conv": counting.count_strided_conv,
    "pool-overlapping": counting.count_overlapping,
    "pool-volume": counting.count_pool_volume,
    "poolings-until": counting.count_poolings,
    "region-of-one-value": counting.count_region,
    "same-field-two-ways": counting.count_two_ways,
    "same-padding-dilated": counting.count_same_dilated,
    "stack-without-padding": counting.count_stack,
    "stride-as-downsampling": counting.count_downsampling,
    "tensorflow-same": counting.count_tensorflow_same,
    "vgg-blocks-field": counting.count_vgg,
    "zeros-of-the-padding": counting.count_zeros,
}
FEW_BY_NATURE = {"field-of-named-networks", "same-field-two-ways"}


@pytest.mark.parametrize(("slug", "params", "part", "key"), PUBLISHED)
def test_it_knows_the_published_numbers(slug, params, part, key):
    variant = variant_with(certificate_of(slug).certified, params)
    found = variant.part(part).key
    assert found == pytest.approx(key) if isinstance(found, float) else found == key


@pytest.mark.parametrize("slug", sorted(COUNTED))
def test_the_keys_are_what_counting_gives(slug):
    for variant in sample(slug, 60):
        for part, key in COUNTED[slug](variant.params).items():
            found = variant.part(part).key
            is_number = isinstance(key, float)
            assert found == (pytest.approx(key) if is_number else key), (part, variant.params)


@pytest.mark.parametrize("slug", sorted(COUNTED))
def test_every_stratum_is_there_and_large_enough_for_a_class(slug):
    certificate = certificate_of(slug)
    assert slug in FEW_BY_NATURE or 2 <= len(certificate.strata) <= 12
    assert slug in FEW_BY_NATURE or min(stratum.size for stratum in certificate.strata) >= 40


@pytest.mark.parametrize("slug", SLUGS)
def test_no_explanation_gives_the_key_of_another_part_away(slug):
    """A number may stand there by chance; one that stands there nearly always is the key."""
    n_shown: Counter[tuple[str, str, str]] = Counter()
    n_seen: Counter[tuple[str, str, str]] = Counter()
    for variant in sample(slug, 16):
        keys = {
            name: key
            for name, key in counting.keys_of(variant).items()
            if type(key) is int and key > 9  # digits stand there for other reasons
        }
        given = numbers_in(variant.prompt) | {str(value) for value in variant.params.values()}
        for part in variant.parts:
            name = part.part.name
            for misconception_id, wrong in variant.mistaken_answers(name).items():
                shown = numbers_in(variant.explanation(name, misconception_id, wrong)) - given
                for other, key in keys.items():
                    n_seen[name, misconception_id, other] += str(key) not in given
                    n_shown[name, misconception_id, other] += str(key) in shown
    told = {
        place: count for place, count in n_shown.items() if count > 3 and count > n_seen[place] / 2
    }
    assert told == {}


def numbers_in(text):
    """Return the whole numbers in a text, as they are written without commas."""
    return set(re.findall(r"\d+", text.replace("{,}", "")))


def test_ceil_mode_and_its_reason_go_together():
    kinds = set()
    for variant in sample("pool-ceil-mode", 200):
        keys = counting.keys_of(variant)
        is_more = keys["ceil_size"] > keys["floor_size"]
        assert is_more == (keys["difference"] == "one-more")
        kinds.add(keys["difference"])
    assert kinds == {"nothing", "one-more", "dropped"}


def test_students_rarely_share_an_answer():
    shares = {slug: certificate_of(slug).p_shared for slug in set(COUNTED) - FEW_BY_NATURE}
    assert max(shares.values()) < 0.02, shares
    assert statistics.median(shares.values()) < 0.003


def test_together_they_have_hundreds_of_thousands_of_variants():
    assert sum(certificate_of(slug).certified.n_variants for slug in COUNTED) > 900_000
