"""Figures show what the solver computes, position by position and layer by layer."""

import numpy as np
import pytest

from questions.figures import Rule, convolution_figure, pooling_figure, stack_figure
from questions.solver import ShapeError
from questions.solver.receptive_field import Layer

EDGE = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_each_step_adds_up_to_the_output_cell_that_it_writes(stride, padding):
    rng = np.random.default_rng(5)
    image = rng.integers(0, 10, (6, 7))
    figure = convolution_figure(image, EDGE, stride=stride, padding=padding)
    assert len(figure.steps) == figure.output.size
    for step in figure.steps:
        total = sum(p * w for p, w in zip(step.pixels, step.weights, strict=True))
        assert total == step.result == figure.output[step.row, step.column]
        assert (step.top, step.left) == (step.row * stride, step.column * stride)
    assert figure.image.shape == (6 + 2 * padding, 7 + 2 * padding)


def test_a_pooling_window_has_numbers_and_no_weights():
    image = [[1, 3, 2, 4], [5, 6, 1, 0], [7, 2, 9, 8], [0, 1, 3, 5]]
    figure = pooling_figure(image, 2)
    assert figure.kernel is None
    assert figure.output.tolist() == [[6, 4], [7, 9]]
    assert [step.pixels for step in figure.steps][1] == (2, 4, 1, 0)
    average = pooling_figure(image, 2, rule=Rule.AVERAGE)
    assert average.output.tolist() == [[3.75, 1.75], [2.5, 6.25]]


def test_the_field_of_a_stack_grows_as_the_solver_says():
    figure = stack_figure([Layer(3)] * 3)
    assert [step.field for step in figure.steps] == [3, 5, 7]
    assert [step.n_values for step in figure.steps] == [5, 3, 1]
    assert figure.seen(3) == (tuple(range(7)), tuple(range(5)), (0, 1, 2), (0,))
    # The middle of three values of the second layer, and what it sees.
    assert figure.seen(2) == ((1, 2, 3, 4, 5), (1, 2, 3), (1,))


def test_strides_spread_the_values_and_dilation_leaves_gaps():
    figure = stack_figure([Layer(5), Layer(2, 2), Layer(5)])
    assert [(step.field, step.jump) for step in figure.steps] == [(5, 1), (6, 2), (14, 2)]
    dilated = stack_figure([Layer(3), Layer(3, 1, 0, 2)])
    assert dilated.seen(2)[1] == (0, 2, 4)
    assert dilated.seen(2)[0] == tuple(range(7))


@pytest.mark.parametrize("layers", [[], [Layer(3)] * 9, [Layer(11, 4), Layer(21)]])
def test_what_cannot_be_drawn_is_refused(layers):
    with pytest.raises(ShapeError, match="expected"):
        stack_figure(layers)
    with pytest.raises(ShapeError, match="at most 14"):
        convolution_figure(np.zeros((13, 13)), EDGE, padding=1)
