"""Strata from the trace of the solver's calls."""

import pytest

from questions.engine.certificate import certify
from questions.engine.variants import variant_at
from tests.questions.engine.documents import DOCUMENT, PARTS, load, problems_of

UNTILED = (
    '  - {that: "travel % S == 0", why: the filter tiles the input}\n',
    "",
)


def strata_of(*changes):
    certificate = certify(load(DOCUMENT, *changes))
    assert certificate.ok, certificate.problems
    return certificate


def numbers_of(certified, index):
    """Return the parameters of a variant, all of which are whole numbers."""
    return {name: int(value) for name, value in variant_at(certified, index).params.items()}


def test_a_question_may_be_stratified_by_what_its_key_comes_upon():
    certificate = strata_of(
        UNTILED, ("strata: [S]", "strata: [floor_active, padded, strided, digits]")
    )
    certified = certificate.certified
    for index in range(0, certified.n_variants, 7):
        params = numbers_of(certified, index)
        travel = params["W"] - params["F"] + 2 * params["P"]
        key = variant_at(certified, index).part("answer").key
        expected = (
            travel % params["S"] != 0,
            params["P"] > 0,
            params["S"] > 1,
            len(str(key)),
        )
        listed = certified.labels[index]
        assert certificate.strata[listed].values == expected
    assert sum(stratum.size for stratum in certificate.strata) == certified.n_variants
    assert len(certificate.strata) > 4


def test_steps_count_what_is_met():
    certificate = strata_of(UNTILED, ("strata: [S]", "strata: [steps]"))
    certified = certificate.certified
    for index in range(0, certified.n_variants, 5):
        params = numbers_of(certified, index)
        travel = params["W"] - params["F"] + 2 * params["P"]
        n_steps = (travel % params["S"] != 0) + (params["P"] > 0) + (params["S"] > 1)
        assert certificate.strata[certified.labels[index]].values == (n_steps,)


def test_a_trace_is_an_expression_like_any_other():
    certificate = strata_of(UNTILED, ("strata: [S]", 'strata: ["S > 1 and floor_active"]'))
    assert [stratum.values for stratum in certificate.strata] == [(False,), (True,)]


def test_all_parts_are_traced_and_the_longest_key_counts():
    certificate = certify(load(PARTS, ('prompt: "The', 'strata: [digits, strided]\nprompt: "The')))
    assert certificate.ok, certificate.problems
    # 55 x 55 x 96 = 290,400 neurons, and 5 x 5 x 7 = 175; both have a stride
    assert [stratum.values for stratum in certificate.strata] == [(3, True), (6, True)]


@pytest.mark.parametrize("key", [1, 9, 10, 99, 100, 999, 1000, 10**6, 10**9])
def test_digits_are_those_of_the_key_as_it_is_written(key):
    question = load(
        DOCUMENT.partition("tests:")[0],
        ('value: "conv_output_size(W, F, stride=S, padding=P)"', f'value: "{key} + 0*W"'),
        ("  - {use: padding-counted-once, separated: true}\n  - {use: forgot-plus-one}\n", ""),
        ("misconceptions:\n", ""),
        ('${{travel}} / {{S}} + 1 = {{answer}}$"', '${{answer}}$"'),
        ("strata: [S]", "strata: [digits]"),
    )
    certificate = certify(question)
    assert [stratum.values for stratum in certificate.strata] == [(len(str(key)),)]


def test_a_questions_own_name_goes_before_the_trace():
    certificate = strata_of(
        ('derive: {travel: "W - F + 2*P"}', 'derive: {travel: "W - F + 2*P", digits: "W % 2"}'),
        ("strata: [S]", "strata: [digits]"),
    )
    assert [stratum.values for stratum in certificate.strata] == [(0,), (1,)]


def test_the_trace_is_for_strata_only():
    (problem,) = problems_of(DOCUMENT, ('that: "travel % S == 0"', 'that: "not floor_active"'))
    assert "floor_active" in problem.found
