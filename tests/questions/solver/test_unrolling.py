"""Windows as columns, against loops and against the convolution that they are made for."""

import numpy as np
import pytest

from questions.solver import ShapeError, conv2d_nchw, im2col
from tests.questions.solver import reference


@pytest.fixture
def rng():
    return np.random.default_rng(20_240_519)


def by_loops(image, kernel, stride, padding):
    """Write one window after the other into a column, pixel by pixel."""
    channels, height, width = image.shape
    rows = reference.starts_that_fit(height, kernel[0], stride[0], padding[0], 1)
    columns = reference.starts_that_fit(width, kernel[1], stride[1], padding[1], 1)
    windows = []
    for top in rows:
        for left in columns:
            window = []
            for c in range(channels):
                for y in range(top, top + kernel[0]):
                    for x in range(left, left + kernel[1]):
                        is_inside = 0 <= y < height and 0 <= x < width
                        window.append(float(image[c, y, x]) if is_inside else 0.0)
            windows.append(window)
    return np.array(windows).T


@pytest.mark.parametrize("kernel", [(1, 1), (2, 2), (3, 2), (4, 3)])
@pytest.mark.parametrize(
    ("stride", "padding"), [((1, 1), (0, 0)), ((2, 1), (1, 0)), ((3, 2), (2, 3))]
)
def test_it_agrees_with_loops(rng, kernel, stride, padding):
    image = rng.normal(size=(3, 5, 6))
    got = im2col(image, kernel, stride=stride, padding=padding)
    assert np.array_equal(got, by_loops(image, kernel, stride, padding))


def test_a_layer_is_a_product_of_its_weights_with_the_columns(rng):
    image, weight = rng.normal(size=(3, 6, 7)), rng.normal(size=(4, 3, 3, 3))
    columns = im2col(image, 3, stride=2, padding=1)
    out = conv2d_nchw(image[None], weight, stride=2, padding=1)[0]
    assert np.allclose(weight.reshape(4, -1) @ columns, out.reshape(4, -1))


def test_a_column_is_a_window_channel_by_channel():
    image = np.array([[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]])
    assert im2col(image, 2)[:, 1].tolist() == [2, 3, 5, 6, 8, 9, 11, 12]


def test_the_matrix_shares_no_memory_with_the_image():
    image = np.ones((1, 2, 2))
    im2col(image, 1)[...] = 5
    assert image.max() == 1


def test_it_refuses_what_cannot_be():
    with pytest.raises(ShapeError, match="image: expected 3 axes"):
        im2col(np.ones((3, 3)), 2)
    with pytest.raises(ShapeError, match="dilated kernel 4 > padded input 3"):
        im2col(np.ones((1, 3, 3)), 4)
    with pytest.raises(ShapeError, match="kernel_size"):
        im2col(np.ones((1, 3, 3)), 0)
