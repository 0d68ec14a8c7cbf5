"""The bank of misconceptions as a whole."""

import inspect
import re

import pytest

from questions.engine.templates import compile_template
from questions.misconceptions import (
    MISCONCEPTIONS,
    Misconception,
    UnknownMisconception,
    get_misconception,
    misconceptions_of,
)
from questions.solver.registry import FUNCTIONS

EVERY = list(MISCONCEPTIONS.values())
ARITHMETIC = [m for m in EVERY if m.solver in FUNCTIONS]
ROW = {
    "size": 10, "kernel": 3, "stride": 2, "padding": 1, "dilation": 2, "ceil_mode": 0,
    "inputs": 12, "units": 5, "bias": 1, "in_channels": 4, "out_channels": 6, "groups": 2,
    "layers": 3, "kernel1": 5, "stride1": 2, "kernel2": 2, "stride2": 2, "kernel3": 3,
    "stride3": 1, "dilation1": 2, "dilation2": 1, "dilation3": 1,
    "channels": 6, "batch": 8, "value_bytes": 4,
    "height": 7, "width": 9, "field": 20, "target": 4,
}  # fmt: skip


def by_id(misconception):
    return misconception.id


def test_ids_are_unique_slugs_and_the_bank_is_theirs():
    assert len(EVERY) >= 90
    for misconception_id, misconception in MISCONCEPTIONS.items():
        assert misconception.id == misconception_id
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", misconception_id)


def test_no_misconception_is_registered_twice():
    solvers = {m.solver for m in EVERY}
    assert sum(len(misconceptions_of(solver)) for solver in solvers) == len(EVERY)


def test_titles_are_short_and_differ_within_a_solver():
    for misconception in EVERY:
        assert 5 <= len(misconception.title) <= 50
        assert not misconception.title.endswith(".")
        titles = [m.title for m in misconceptions_of(misconception.solver)]
        assert titles.count(misconception.title) == 1


def test_it_is_found_by_id():
    found = get_misconception("padding-counted-once")
    assert isinstance(found, Misconception)
    assert found.solver == "conv_output_size"
    assert found in misconceptions_of("conv_output_size")
    assert misconceptions_of("nothing") == ()


def test_an_unknown_id_gets_the_close_ones():
    with pytest.raises(UnknownMisconception, match="'forgot-plus-on' is not known") as caught:
        get_misconception("forgot-plus-on")
    assert "forgot-plus-one" in caught.value.close_matches
    assert isinstance(caught.value, KeyError)
    assert len(str(pytest.raises(UnknownMisconception, get_misconception, "x" * 10**6).value)) < 200


def test_nobody_can_add_one():
    with pytest.raises(TypeError):
        MISCONCEPTIONS["new"] = EVERY[0]  # type: ignore[index]


@pytest.mark.parametrize("misconception", EVERY, ids=by_id)
def test_the_text_is_addressed_to_the_student_and_blames_nobody(misconception):
    text = misconception.explain
    assert re.search(r"\b(you|your|here|are missing)\b", text, re.IGNORECASE)
    for word in ("wrong", "mistake", "obviously", "simply", "careless", "easy", "of course"):
        assert not re.search(rf"\b{word}\b", text), word
    assert "!" not in text
    assert text.count("$") % 2 == 0
    assert misconception.version >= 1
    assert misconception.source


@pytest.mark.parametrize("misconception", EVERY, ids=by_id)
def test_the_text_does_not_give_the_answer_away(misconception):
    assert "{{right}}" not in misconception.explain


@pytest.mark.parametrize("misconception", ARITHMETIC, ids=by_id)
def test_placeholders_use_the_solvers_own_parameters(misconception):
    parameters = FUNCTIONS[misconception.solver].parameters
    template = compile_template(misconception.explain, {*parameters, "wrong", "right"})
    text = template.render({name: ROW[name] for name in parameters})
    assert "{{" not in text
    assert "}}" not in text


@pytest.mark.parametrize("misconception", ARITHMETIC, ids=by_id)
def test_pooling_texts_do_without_the_stride_that_may_be_left_out(misconception):
    if misconception.solver == "pool_output_size":
        assert "{{stride" not in misconception.explain


@pytest.mark.parametrize("misconception", misconceptions_of("conv2d"), ids=by_id)
def test_texts_about_code_hold_no_numbers_of_a_case(misconception):
    assert "{{" not in misconception.explain


@pytest.mark.parametrize("misconception", ARITHMETIC, ids=by_id)
def test_it_takes_what_its_solver_takes(misconception):
    solver = inspect.signature(FUNCTIONS[misconception.solver].function)
    assert list(inspect.signature(misconception.function).parameters) == list(solver.parameters)
    for name, parameter in inspect.signature(misconception.function).parameters.items():
        assert parameter.kind == solver.parameters[name].kind
        assert parameter.default == solver.parameters[name].default


@pytest.mark.parametrize("misconception", misconceptions_of("conv2d"), ids=by_id)
def test_code_takes_what_a_students_conv2d_takes(misconception):
    signature = inspect.signature(misconception.function)
    defaults = {name: parameter.default for name, parameter in signature.parameters.items()}
    assert list(defaults) == ["image", "kernel", "stride", "padding"]
    assert (defaults["stride"], defaults["padding"]) == (1, 0)
