"""The questions on fully connected layers, parameters and costs know the published numbers."""

import pytest

from questions.engine.variants import variant_with
from tests.questions.bank.test_bank import certificate_of, sample

AT_LEAST = {
    "activation-memory": 50_000,
    "activations-against-parameters": 10_000,
    "alexnet-second-layer": 1,
    "asymmetric-filters": 7_500,
    "batch-that-fits": 10_000,
    "bottleneck-block": 2_500,
    "compare-two-layers": 10_000,
    "conv-batch-norm-parameters": 7_000,
    "conv-flops": 110_000,
    "conv-multiply-adds": 80_000,
    "dense-against-convolution": 20_000,
    "dense-as-convolution": 100_000,
    "dense-layer-cost": 20_000,
    "dense-parameters": 50_000,
    "depthwise-separable-weights": 12_000,
    "filters-from-weights": 20_000,
    "grouped-convolution": 25_000,
    "lenet-parameters": 20_000,
    "lenet-partial-table": 5_000,
    "mlp-parameters": 15_000,
    "neurons-within-budget": 70_000,
    "one-filter-weights": 15_000,
    "pointwise-convolution": 35_000,
    "reduction-before-convolution": 27_000,
    "stage-transition": 15_000,
    "vgg-block": 25_000,
    "vgg-first-dense-layer": 15_000,
    "vgg-trade": 3_000,
    "vgg16-parameters": 1,
    "weights-against-multiply-adds": 45_000,
    "weights-and-image-size": 10_000,
    "what-multiplies-the-weights": 10_000,
}
INTO_1000 = {"H": 224, "W": 224, "U": 1000, "B": 4}
RESNET_50 = {"C": 256, "M": 64, "F": 3}
GOOGLENET = {"N": 28, "C": 192, "M": 16, "F": 5, "K": 32}
LENET = {"N": 32, "A": 6, "B": 16, "U": 120, "V": 84}
LENET_1998 = {"T": 6, "Q": 9, "A": 1, "F": 5}
ALEXNET = {"W": 27, "C": 96, "F": 5, "K": 256, "G": 2, "P": 2}
ALEXNET_FIRST = {"W": 227, "F": 11, "S": 4, "P": 0, "C": 3, "K": 96}
VGG_FIRST = {"L": 2, "W": 224, "C": 3, "K": 64}
VGG_DENSE = {"H": 224, "W": 224, "D": 512, "U": 4096}
VGG_16 = {"I": 25_088, "U": 4_096, "O": 1_000, "S": 14_714_688}
MOBILENET = {"F": 3, "C": 256, "K": 512}

# question, parameters, part, key: numbers of the lesson, of CS231n and of the papers
PUBLISHED = [
    ("dense-parameters", {"I": 120, "U": 84}, "answer", 10_164),
    ("dense-layer-cost", INTO_1000, "inputs", 150_528),
    ("dense-layer-cost", INTO_1000, "weights", 150_528_000),
    ("dense-layer-cost", INTO_1000, "biases", 1_000),
    ("dense-layer-cost", INTO_1000, "megabytes", 602.116),
    ("dense-layer-cost", {**INTO_1000, "H": 128, "W": 128, "U": 256}, "weights", 12_582_912),
    (
        "dense-against-convolution",
        {"N": 224, "C": 3, "U": 1000, "F": 11, "K": 96},
        "conv",
        34_848,
    ),
    ("mlp-parameters", {"N": 28, "A": 300, "B": 100, "O": 10}, "total", 266_610),
    ("one-filter-weights", {"A": 11, "B": 11, "C": 3}, "answer", 363),
    ("bottleneck-block", RESNET_50, "block", 69_632),
    ("bottleneck-block", RESNET_50, "plain", 589_824),
    ("pointwise-convolution", {"H": 28, "W": 28, "C": 192, "K": 16}, "weights", 3_072),
    ("reduction-before-convolution", GOOGLENET, "direct", 120_422_400),
    ("reduction-before-convolution", GOOGLENET, "reduce", 2_408_448),
    ("reduction-before-convolution", GOOGLENET, "after", 10_035_200),
    ("depthwise-separable-weights", MOBILENET, "depthwise", 2_304),
    ("depthwise-separable-weights", MOBILENET, "pointwise", 131_072),
    ("grouped-convolution", {"F": 5, "G": 2, "A": 48, "B": 128}, "weights", 307_200),
    ("weights-and-image-size", {"W": 32, "M": 2, "F": 3, "C": 3, "K": 64}, "after", 1_728),
    ("filters-from-weights", {"F": 11, "C": 3, "K": 96}, "answer", 96),
    ("lenet-parameters", LENET, "conv1", 156),
    ("lenet-parameters", LENET, "conv2", 2_416),
    ("lenet-parameters", LENET, "dense1", 48_120),
    ("lenet-parameters", LENET, "total", 61_706),
    ("lenet-partial-table", LENET_1998, "partial", 1_516),
    ("lenet-partial-table", LENET_1998, "all", 2_416),
    ("alexnet-second-layer", ALEXNET, "volume", (27, 27, 256)),
    ("alexnet-second-layer", ALEXNET, "weights", 307_200),
    ("alexnet-second-layer", ALEXNET, "parameters", 307_456),
    ("alexnet-second-layer", ALEXNET, "work", 223_948_800),
    ("vgg-block", VGG_FIRST, "block", 38_720),
    ("vgg-block", VGG_FIRST, "volume", (112, 112, 64)),
    ("vgg-first-dense-layer", VGG_DENSE, "inputs", 25_088),
    ("vgg-first-dense-layer", VGG_DENSE, "weights", 102_760_448),
    ("vgg16-parameters", VGG_16, "first", 102_764_544),
    ("vgg16-parameters", VGG_16, "total", 138_357_544),
    ("dense-as-convolution", {"A": 7, "D": 512, "U": 4096, "X": 5, "Y": 6}, "volume", (6, 7, 4096)),
    ("conv-batch-norm-parameters", {"F": 7, "C": 3, "K": 64}, "answer", 9_408 + 128),
    ("conv-multiply-adds", ALEXNET_FIRST, "answer", 105_415_200),
    ("stage-transition", {"W": 56, "R": 2, "C": 64, "D": 128, "F": 3}, "work", 1),
    ("vgg-trade", {"L": 3, "W": 56, "C": 64}, "large", 49 * 64 * 64),
    ("vgg-trade", {"L": 3, "W": 56, "C": 64}, "small", 27 * 64 * 64),
    (
        "activation-memory",
        {"H": 55, "W": 55, "K": 96, "N": 128, "B": 4},
        "values",
        290_400 * 128,
    ),
    (
        "activations-against-parameters",
        {"W": 224, "F": 3, "C": 3, "K": 64, "N": 1},
        "activations",
        4 * 3_211_264,
    ),
]


@pytest.mark.parametrize("slug", sorted(AT_LEAST))
def test_two_students_rarely_share_a_variant(slug):
    assert certificate_of(slug).n_variants >= AT_LEAST[slug]


@pytest.mark.parametrize("slug", sorted(AT_LEAST))
def test_counts_stay_within_nine_digits_or_are_round(slug):
    for variant in sample(slug):
        for part in variant.parts:
            if part.part.kind == "integer" and part.key % 1_000_000:
                assert part.key < 10**9, (part.part.name, variant.params)


@pytest.mark.parametrize(("slug", "params", "part", "key"), PUBLISHED)
def test_it_knows_the_published_numbers(slug, params, part, key):
    found = variant_with(certificate_of(slug).certified, params).part(part).key
    assert found == pytest.approx(key) if isinstance(found, float) else found == key
