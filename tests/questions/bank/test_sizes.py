"""Questions on sizes, padding, pooling and receptive fields: published numbers, and keys counted.

The keys are compared with positions that are counted one by one, without any formula.
"""

import numpy as np
import pytest

from questions.engine.variants import variant_with
from tests.questions.bank.test_bank import certificate_of, sample
from tests.questions.solver import reference

# question, parameters, part, key: the numbers of the lesson, of papers and of documentation
PUBLISHED = [
    ("tensorflow-same", {"W": 224, "F": 7, "S": 2}, "size", 112),
    ("tensorflow-same", {"W": 224, "F": 7, "S": 2}, "before", 2),
    ("tensorflow-same", {"W": 224, "F": 7, "S": 2}, "behind", 3),
    ("pool-ceil-mode", {"W": 55, "F": 3, "S": 2, "P": 0}, "floor_size", 27),
    ("pool-ceil-mode", {"W": 112, "F": 3, "S": 2, "P": 0}, "ceil_size", 56),  # GoogLeNet
]


@pytest.mark.parametrize(("slug", "params", "part", "key"), PUBLISHED)
def test_it_knows_the_published_numbers(slug, params, part, key):
    variant = variant_with(certificate_of(slug).certified, params)
    found = variant.part(part).key
    assert found == pytest.approx(key) if isinstance(found, float) else found == key


def positions(size, kernel, stride=1, padding=0, dilation=1):
    """Return how often a filter fits, counted."""
    return len(reference.starts_that_fit(size, kernel, stride, padding, dilation))


def windows(size, kernel, stride, padding=0, *, ceil_mode=False):
    """Return how many pooling windows there are, counted."""
    return len(reference.pool_starts(size, kernel, stride, padding, 1, ceil_mode))


def count_rectangular(p):
    down = positions(p["H"], p["FH"], p["S"], p["PH"])
    return {"answer": (down, positions(p["W"], p["FW"], p["S"], p["PW"]))}


def count_nchw(p):
    down, across = (positions(p[side], p["F"], p["S"], p["P"]) for side in "HW")
    return {"answer": (p["N"], p["K"], down, across)}


def count_dilated(p):
    taps = [tap * p["D"] for tap in range(p["F"])]
    size = positions(p["W"], p["F"], p["S"], p["P"], p["D"])
    return {"span": taps[-1] - taps[0] + 1, "size": size}


def count_chain(p):
    width, keys = p["W"], {}
    for number, name in enumerate(("first", "second", "third"), start=1):
        width = positions(width, p[f"F{number}"], p[f"S{number}"], p[f"P{number}"])
        keys[name] = width
    return keys


def count_stack(p):
    sizes = [p["W"]]
    while positions(sizes[-1], p["F"]):
        sizes.append(positions(sizes[-1], p["F"]))
    return {"size": sizes[p["N"]], "most": len(sizes) - 1}


def count_tensorflow_same(p):
    wanted = len(range(0, p["W"], p["S"]))
    total = next(n for n in range(99) if positions(p["W"] + n, p["F"], p["S"]) == wanted)
    before = len(range(1, total, 2))
    return {"size": wanted, "total": total, "before": before, "behind": total - before}


def count_ceil_mode(p):
    down, up = (
        windows(p["W"], p["F"], p["S"], p["P"], ceil_mode=is_ceil) for is_ceil in (False, True)
    )
    return {"floor_size": down, "ceil_size": up}


COUNTED = {
    "conv-output-rectangular": count_rectangular,
    "conv-output-nchw": count_nchw,
    "conv-output-dilated": count_dilated,
    "conv-chain-three": count_chain,
    "stack-without-padding": count_stack,
    "tensorflow-same": count_tensorflow_same,
    "pool-ceil-mode": count_ceil_mode,
}


@pytest.mark.parametrize("slug", sorted(COUNTED))
def test_the_keys_are_what_counting_gives(slug):
    for variant in sample(slug, 60):
        for part, key in COUNTED[slug](variant.params).items():
            found = variant.part(part).key
            assert found == pytest.approx(key), (part, dict(variant.params))


def test_ceil_mode_and_its_reason_go_together():
    kinds = set()
    for variant in sample("pool-ceil-mode", 200):
        down, up, difference = (part.key for part in variant.parts)
        assert (up > down) == (difference == "one-more")
        kinds.add(difference)
    assert kinds == {"nothing", "one-more", "dropped"}


def test_the_domains_are_large_enough_that_students_rarely_share_an_answer():
    shares = [certificate_of(slug).p_shared for slug in COUNTED]
    assert max(shares) < 0.02
    assert np.median(shares) < 0.005
