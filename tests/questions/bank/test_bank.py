"""Every question of the bank is certified, and knows the numbers of its source."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import questions
from questions.answers import KINDS
from questions.engine.assessment import assess
from questions.engine.certificate import certify
from questions.engine.document import load_question
from questions.engine.variants import variant_at, variant_with
from questions.rendering import check_markdown

BANK = Path(questions.__file__).parent / "bank"
SLUGS = sorted(path.stem for path in BANK.glob("*.yaml"))
AT_LEAST = {
    "alexnet-first-layer": 1,
    "equivariance-or-invariance": 400,
    "feature-hierarchy": 400,
    "filters-that-give": 600,
    "flattening-loses": 400,
    "layer-parameters-formula": 70,
    "locality-idea": 400,
    "output-size-formula": 30,
    "paddings-that-give": 2000,
    "pooling-gains-and-losses": 400,
    "pooling-share-kept": 500,
    "receptive-field-formula": 45,
    "sharing-legitimate": 300,
    "stack-weights-share": 100,
    "sharing-and-locality-share": 500,
    "stride-or-pooling": 400,
    "strides-that-tile": 400,
    "conv-output-size": 1500,
    "conv-output-size-floor": 3000,
    "conv-parameters": 3000,
    "conv2d": 1,
    "dense-weights": 1500,
    "first-layer-counts": 20_000,
    "receptive-field-stack": 400,
    "receptive-field-strided": 1000,
    "same-padding": 1000,
    "same-padding-even": 1000,
}
ALEXNET = {"W": 227, "F": 11, "S": 4, "C": 3, "K": 96}

# question, parameters, part, key: the numbers of the lesson and of CS231n
PUBLISHED = [
    ("conv-output-size", {"W": 13, "F": 5, "P": 2, "S": 2}, "answer", 7),
    ("conv-output-size", {"W": 7, "F": 3, "P": 1, "S": 1}, "answer", 7),
    ("conv-output-size", {"W": 7, "F": 3, "P": 0, "S": 1}, "answer", 5),
    ("conv-output-size-floor", {"W": 10, "F": 3, "P": 0, "S": 2}, "quotient", 4.5),
    ("conv-output-size-floor", {"W": 10, "F": 3, "P": 0, "S": 2}, "tiling", "leaves-a-rest"),
    ("conv-output-size-floor", {"W": 10, "F": 3, "P": 0, "S": 2}, "size", 4),
    ("conv-output-size-floor", {"W": 13, "F": 5, "P": 2, "S": 2}, "tiling", "tiles"),
    ("conv-output-valid", {"H": 32, "W": 28, "F": 5}, "answer", (28, 24)),
    ("sizes-that-do-not-fit", {"W": 224, "F": 11, "S": 4}, "size", 54),
    ("sizes-that-do-not-fit", {"W": 224, "F": 11, "S": 4}, "input", 227),
    ("sizes-that-do-not-fit", {"W": 224, "F": 11, "S": 4}, "padding", 2),
    ("same-padding", {"W": 7, "F": 3}, "answer", 1),
    ("same-padding", {"W": 7, "F": 5}, "answer", 2),
    ("same-padding-even", {"W": 16, "F": 4}, "answer", "none"),
    ("strides-that-tile", {"W": 13, "F": 5, "P": 2}, "answer", (1, 2, 3, 4, 6)),
    ("paddings-that-give", {"W": 16, "F": 5, "S": 1, "extra": 4}, "answer", (2,)),
    ("paddings-that-give", {"W": 16, "F": 5, "S": 1, "extra": 3}, "answer", ()),
    ("filters-that-give", {"W": 32, "S": 4, "T": 7}, "answer", (5, 6, 7, 8)),
    ("pooling-share-kept", {"N": 12, "F": 2, "S": 2, "C": 16}, "kept", (1, 4)),
    ("pooling-share-kept", {"N": 12, "F": 2, "S": 2, "C": 16}, "lost", (3, 4)),
    ("pooling-share-kept", {"N": 55, "F": 3, "S": 2, "C": 96}, "kept", (729, 3025)),
    ("stack-weights-share", {"F": 3, "L": 2, "C": 64}, "answer", (18, 25)),
    ("stack-weights-share", {"F": 3, "L": 3, "C": 64}, "answer", (27, 49)),
    ("alexnet-first-layer", ALEXNET, "volume", (55, 55, 96)),
    ("alexnet-first-layer", ALEXNET, "neurons", 290_400),
    ("alexnet-first-layer", ALEXNET, "connections", 363),
    ("alexnet-first-layer", ALEXNET, "unshared", 105_415_200),
    ("alexnet-first-layer", ALEXNET, "weights", 34_848),
    ("alexnet-first-layer", ALEXNET, "biases", 96),
    ("alexnet-first-layer", ALEXNET, "ratio", 3025),
    ("first-layer-counts", {**ALEXNET, "P": 0}, "unshared", 105_415_200),
    ("receptive-field-stack", {"L": 1, "F": 3, "C": 64}, "field", 3),
    ("receptive-field-stack", {"L": 2, "F": 3, "C": 64}, "field", 5),
    ("receptive-field-stack", {"L": 3, "F": 3, "C": 64}, "field", 7),
    ("receptive-field-stack", {"L": 2, "F": 3, "C": 8}, "stacked", 18 * 64),
    ("receptive-field-stack", {"L": 2, "F": 3, "C": 8}, "single", 25 * 64),
    ("receptive-field-stack", {"L": 2, "F": 3, "C": 8}, "saving", 28),
    (
        "receptive-field-strided",
        {"K1": 5, "S1": 1, "K2": 2, "S2": 2, "K3": 5, "S3": 1},
        "field",
        14,
    ),
    ("dense-weights", {"N": 128, "C": 3, "U": 256}, "answer", 12_582_912),
    ("dense-weights", {"N": 224, "C": 3, "U": 1000}, "answer", 150_528_000),
    ("conv-parameters", {"W": 300, "F": 5, "C": 3, "K": 100}, "answer", 7_600),
]


@cache
def read(slug):
    path = BANK / f"{slug}.yaml"
    return load_question(path.read_text(encoding="utf-8"), filename=path.name)


@cache
def certificate_of(slug):
    return certify(read(slug), check_markdown=check_markdown)


def sample(slug, n=25):
    """Return variants from the whole list, the first and the last among them."""
    certified = certificate_of(slug).certified
    places = np.unique(np.linspace(0, certified.n_variants - 1, n).astype(int))
    return [variant_at(certified, int(place)) for place in places]


def test_the_bank_has_the_lessons_questions():
    assert set(AT_LEAST) <= set(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_it_is_certified_under_its_file_name(slug):
    certificate = certificate_of(slug)
    failed = [check for check in certificate.to_json()["checks"] if not check["ok"]]
    assert failed == []
    assert read(slug).slug == slug
    assert certificate.certified.n_variants >= AT_LEAST.get(slug, 1)


@pytest.mark.parametrize(("slug", "params", "part", "key"), PUBLISHED)
def test_it_knows_the_published_numbers(slug, params, part, key):
    variant = variant_with(certificate_of(slug).certified, params)
    found = variant.part(part).key
    assert found == pytest.approx(key) if isinstance(found, float) else found == key


@pytest.mark.parametrize("slug", SLUGS)
def test_every_mistake_is_named_and_explained(slug):
    for variant in sample(slug):
        for part in variant.parts:
            if not part.part.is_markable:
                continue
            name = part.part.name
            for misconception_id, wrong in variant.mistaken_answers(name).items():
                text = variant.explanation(name, misconception_id, wrong)
                assert "{{" not in text
                check_markdown(text)
                shown = typed(wrong, part)
                mark = assess(variant, name, shown).mark
                assert mark.score == 0
                assert misconception_id in mark.diagnosis


def typed(value, part):
    """Return what somebody with a misconception types."""
    if part.part.kind in ("fraction", "set"):
        return KINDS[part.part.kind].show(value, part.spec)
    text = value if isinstance(value, str) else plain(value)
    # Below 1, the sign tells a percentage from a share.
    return f"{text} %" if part.part.kind == "percent" else text


@pytest.mark.parametrize("slug", SLUGS)
def test_every_drawn_option_is_right_or_wrong_for_a_reason_of_its_own(slug):
    for variant in sample(slug):
        for part in variant.parts:
            options = getattr(part.spec, "options", ())
            assert len({option.why for option in options}) >= len(options) - 1
            for option in options:
                check_markdown(option.why)


def plain(value):
    """Return a number or a shape in digits that cannot be read in two ways."""
    if isinstance(value, tuple) and isinstance(value[0], tuple):
        return "; ".join(" ".join(map(str, row)) for row in value)
    if isinstance(value, tuple):
        return " x ".join(map(plain, value))
    # Three digits after a point may be thousands; a nought more may not.
    text = str(value)
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


@pytest.mark.parametrize("slug", SLUGS)
def test_no_text_before_the_solution_gives_a_key_away(slug):
    for variant in sample(slug):
        texts = [variant.prompt, *(part.prompt for part in variant.parts)]
        for part in variant.parts:
            if part.part.is_markable:
                mistakes = variant.mistaken_answers(part.part.name).items()
                texts += [variant.explanation(part.part.name, *mistake) for mistake in mistakes]
        digits = [text.replace("{,}", "") for text in texts]
        for part in variant.parts:
            # Small keys occur as other numbers of the question.
            if isinstance(part.key, int) and part.key > 10_000:
                assert not any(str(part.key) in text for text in digits), part.part.name


@pytest.mark.parametrize("slug", SLUGS)
def test_prompts_speak_to_the_student_and_state_the_conventions(slug):
    variant = sample(slug, 1)[0]
    text = " ".join([variant.prompt, *(part.prompt for part in variant.parts)])
    assert "padding" not in text or any(
        words in text
        for words in ("each", "no padding", "without padding", "Padding does not matter")
    )
    for part in variant.parts:
        assert part.part.label
