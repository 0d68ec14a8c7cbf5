"""The figure of a stack of layers ends with the field that its part asks for."""

import pytest

from tests.questions.bank.test_bank import sample

FIELDS = [
    ("field-dilated-layers", "field"),
    ("field-dilated-layers", "dense"),
    ("field-mixed-kernels", "field"),
    ("field-of-named-networks", "field"),
    ("field-which-kernel", "others"),
    ("layers-to-reach", "field"),
    ("receptive-field-stack", "field"),
    ("receptive-field-strided", "field"),
    ("region-of-one-value", "field"),
    ("same-field-two-ways", "field"),
    ("vgg-blocks-field", "second"),
]


def drawn(slug, name):
    """Yield the variants that have a figure of a part, with the figure; there is one at least."""
    found = [(variant, variant.figure(name)) for variant in sample(slug, 60)]
    shown = [(variant, figure) for variant, figure in found if figure is not None]
    assert shown
    yield from shown


@pytest.mark.parametrize(("slug", "name"), FIELDS)
def test_the_last_layer_of_the_figure_sees_what_the_part_asks_for(slug, name):
    for variant, figure in drawn(slug, name):
        assert figure.steps[-1].field == variant.part(name).key, variant.params


def test_the_figure_of_an_unknown_window_shows_the_window():
    for variant, figure in drawn("field-which-kernel", "window"):
        assert figure.steps[1].kernel == variant.part("window").key


def test_the_figure_of_the_small_filters_has_their_number_and_the_same_field():
    for variant, figure in drawn("same-field-two-ways", "layers"):
        assert len(figure.steps) == variant.part("layers").key
        assert figure.steps[-1].field == variant.part("field").key
