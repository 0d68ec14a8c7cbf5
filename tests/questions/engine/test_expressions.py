"""Expressions: what they compute, row by row, exactly as Python would."""

import numpy as np
import pytest

from questions.engine.errors import ExpressionError
from questions.engine.expressions import compile_expression

NAMES = ("W", "F", "P", "S")


def row_value(text, **row):
    return compile_expression(text, row).evaluate_row(row)


def column_value(text, **columns):
    arrays = {name: np.array(values) for name, values in columns.items()}
    return compile_expression(text, arrays).evaluate(arrays)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2*3", 7),
        ("-7 // 2", -4),
        ("-7 % 3", 2),
        ("2**10", 1024),
        ("2**-1", 0.5),
        ("9 / 2", 4.5),
        ("(10 - 3 + 2*0)/2 + 1", 4.5),
        ("6 / 3", 2.0),
        ("floor(4.5)", 4),
        ("ceil(4.5)", 5),
        ("floor(-0.5)", -1),
        ("abs(-3)", 3),
        ("min(3, 1, 2)", 1),
        ("max(3, 1.5)", 3),
        ("1 < 2 < 3", True),
        ("1 < 3 < 2", False),
        ("not 1 == 2", True),
        ("1 == 1 and 2 == 3 or True", True),
        ("5 if 1 > 2 else 6.5", 6.5),
        ("1_000 + 0x10", 1016),
        ("  7\n + 1", 8),
        ("conv_output_size(13, 5, padding=2, stride=2)", 7),
        ("conv_tiles_exactly(10, 3, stride=2)", False),
    ],
)
def test_it_computes_what_python_would(text, expected):
    value = row_value(text)
    assert value == expected
    assert type(value) is type(expected)


def test_integers_stay_exact_where_floats_would_round():
    almost = 2**53 - 1
    assert row_value("n * 1 - 1", n=almost) == almost - 1
    column = column_value("n - 1", n=[almost, 5])
    assert column.dtype == np.int64
    assert column.tolist() == [almost - 1, 4]


def test_small_integer_columns_do_not_wrap_around():
    columns = {"n": np.array([200, 255], dtype=np.uint8)}
    assert compile_expression("n * n + n", columns).evaluate(columns).tolist() == [40200, 65280]


def test_a_quotient_of_columns_is_exact():
    assert column_value("(W - 3) / 2 + 1", W=[10, 11]).tolist() == [4.5, 5.0]


def test_a_constant_fills_the_column():
    columns = {"W": np.arange(3)}
    assert compile_expression("7", columns).evaluate(columns).tolist() == [7, 7, 7]


def test_products_of_columns_that_would_wrap_around_are_refused():
    for other in (2**31, 2**32, 2**50):
        with pytest.raises(ExpressionError, match="beyond 2"):
            column_value("n * k", n=[2**33], k=[other])
    assert column_value("n * k", n=[2**33], k=[2**20]).tolist() == [2**53]


def test_integer_powers_of_columns_are_exact_up_to_the_limit():
    assert column_value("n**k", n=[3, 2, -3], k=[33, 53, 3]).tolist() == [3**33, 2**53, -27]


def test_negative_powers_of_a_column_are_quotients():
    assert column_value("n**k", n=[2, 4], k=[-1, 2]).tolist() == [0.5, 16.0]


def test_floor_and_ceil_give_integers():
    assert column_value("floor(n / 2)", n=[9, -9]).dtype == np.int64
    assert column_value("ceil(n / 2)", n=[9, -9]).tolist() == [5, -4]


def test_branches_of_two_types_meet_as_numbers():
    assert column_value("n / 2 if n % 2 == 1 else n // 2", n=[3, 4]).tolist() == [1.5, 2.0]


def test_and_protects_a_solver_call_from_impossible_rows():
    text = "F <= W + 2*P and conv_output_size(W, F, padding=P) > 3"
    kept = column_value(text, W=[2, 9, 4], F=[5, 3, 3], P=[0, 0, 0])
    assert kept.tolist() == [False, True, False]


def test_or_protects_a_solver_call_from_impossible_rows():
    kept = column_value("F > W or conv_output_size(W, F) > 3", W=[2, 9, 4], F=[5, 3, 3])
    assert kept.tolist() == [True, True, False]


def test_if_else_protects_a_solver_call_from_impossible_rows():
    sizes = column_value("conv_output_size(W, F) if F <= W else 0", W=[2, 9], F=[5, 3])
    assert sizes.tolist() == [0, 7]


def test_nested_guards_name_the_row_of_the_whole_domain():
    columns = {"W": np.array([2, 9, 4, 3]), "F": np.array([5, 3, 3, 3])}
    expression = compile_expression("F <= W and (W > 5 or 1 / (W - 3) > 0)", columns)
    with pytest.raises(ExpressionError) as caught:
        expression.evaluate(columns)
    assert caught.value.row == 3
    assert caught.value.values == {"F": 3, "W": 3}


def test_a_failing_solver_call_names_the_first_bad_row():
    columns = {"W": np.array([9] * 700 + [2] + [9] * 99), "F": np.full(800, 5)}
    with pytest.raises(ExpressionError) as caught:
        compile_expression("1 + conv_output_size(W, F)", columns).evaluate(columns)
    assert caught.value.row == 700
    assert caught.value.column == 5
    assert "dilated kernel 5 > padded input 2" in str(caught.value)
    assert "F=5, W=2" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "1 / (W - 7)",
        "5 // (W - 7)",
        "5 % (W - 7)",
        "0 ** (W - 8)",
        "(W - 8) ** 0.5",
        "W ** 9 ** 9",
        "9**9**9 * W",
        "W * 9007199254740992",
        "2**53 + W",
        "-2**53 - W",
    ],
)
def test_a_row_without_a_finite_value_is_named(text):
    with pytest.raises(ExpressionError, match="for W=7") as caught:
        column_value(text, W=[7, 70])
    assert caught.value.row == 0
    with pytest.raises(ExpressionError, match="for W=7"):
        row_value(text, W=7)


def test_an_input_beyond_the_limit_is_refused():
    with pytest.raises(ExpressionError, match="beyond 2"):
        row_value("W", W=10**30)
    with pytest.raises(ExpressionError, match="beyond 2"):
        column_value("W", W=[1.0, 1e300])


def test_a_condition_is_no_number_even_when_only_the_values_tell():
    with pytest.raises(ExpressionError, match="found a condition"):
        row_value("conv_tiles_exactly(10, 3) + 1")
    with pytest.raises(ExpressionError, match="found a condition"):
        column_value("tiles * 2", tiles=[True, False])
    with pytest.raises(ExpressionError, match="found a number"):
        column_value("W and W > 2", W=[1, 2])


def test_names_and_calls_are_listed():
    expression = compile_expression(
        "floor(conv_output_size(W, F)) + same_padding(F) + abs(W)", NAMES
    )
    assert expression.names == {"W", "F"}
    assert expression.calls == ("conv_output_size", "same_padding")


def test_a_replaced_function_gives_the_mistakes_value():
    def forgot_plus_one(size, kernel, *, stride=1, padding=0, dilation=1):
        return (size - kernel + 2 * padding) / stride

    columns = {"W": np.array([10, 13]), "F": np.array([3, 5])}
    expression = compile_expression("conv_output_size(W, F, stride=2) * 2", columns)
    replace = {"conv_output_size": forgot_plus_one}
    assert expression.evaluate(columns, replace=replace).tolist() == [7.0, 8.0]
    assert expression.evaluate(columns).tolist() == [8, 10]
    assert expression.evaluate_row({"W": 10, "F": 3}, replace=replace) == 7.0


def test_a_mistake_without_a_value_is_nan_and_not_an_error():
    def only_when_it_tiles(size, kernel, *, stride=1, padding=0, dilation=1):
        return np.where((size - kernel) % stride == 0, (size - kernel) / stride + 1, np.nan)

    columns = {"W": np.array([10, 11]), "F": np.array([3, 3])}
    expression = compile_expression("floor(conv_output_size(W, F, stride=2)) + 1", columns)
    values = expression.evaluate(columns, replace={"conv_output_size": only_when_it_tiles})
    assert np.isnan(values[0])
    assert values[1] == 6


def test_a_right_solver_behind_a_wrong_one_skips_rows_it_cannot_do():
    def far_too_small(size, kernel, *, stride=1, padding=0, dilation=1):
        return size - 8

    columns = {"W": np.array([20, 9, 30, 9])}
    expression = compile_expression("pool_output_size(conv_output_size(W, 3), 2)", columns)
    values = expression.evaluate(columns, replace={"conv_output_size": far_too_small})
    assert values[[0, 2]].tolist() == [6.0, 11.0]
    assert np.isnan(values[[1, 3]]).all()
    assert np.isnan(expression.evaluate_row({"W": 9}, replace={"conv_output_size": far_too_small}))


def test_bound_arguments_are_those_of_the_leftmost_call():
    expression = compile_expression(
        "conv_output_size(W, F, stride=S) * 0 + conv_output_size(1, 1)", NAMES
    )
    row = {"W": 13, "F": 5, "P": 2, "S": 2}
    assert expression.bound_arguments(row, "conv_output_size") == {
        "size": 13,
        "kernel": 5,
        "stride": 2,
        "padding": 0,
        "dilation": 1,
    }
    columns = {name: np.array([value, value + 1]) for name, value in row.items()}
    kernels = expression.bound_arguments(columns, "conv_output_size")["kernel"]
    assert np.asarray(kernels).tolist() == [5, 6]
    with pytest.raises(KeyError):
        expression.bound_arguments(row, "same_padding")


def test_compiling_twice_gives_the_cached_expression():
    assert compile_expression("W + F*7", NAMES) is compile_expression("W + F*7", NAMES[::-1])
