"""Certificates: what is counted, what is proved, and which tuples a failure names."""

import itertools
import json
import math
from collections import Counter

import pytest

from questions.engine.certificate import certify
from questions.errors import QuestionError
from tests.questions.engine.documents import DOCUMENT, PARTS, load


def failed(certificate, name):
    """Return the failed check of a name; the others must not have failed."""
    (check,) = [check for check in certificate.checks if not check.ok and check.name == name]
    return check


def refuse(name, *changes, text=DOCUMENT):
    """Return the failed check that some changes of a document lead to."""
    certificate = certify(load(text, *changes))
    assert not certificate.ok
    return failed(certificate, name)


def test_the_counts_are_those_of_plain_loops():
    certificate = certify(load())
    domain = list(itertools.product(range(8, 21), (3, 5), range(3), (1, 2)))
    fitting = [(w, f, p, s) for w, f, p, s in domain if f <= w + 2 * p]
    required = [(w, f, p, s) for w, f, p, s in fitting if (w - f + 2 * p) % s == 0]
    key = {(w, f, p, s): (w - f + 2 * p) // s + 1 for w, f, p, s in required}
    once = {(w, f, p, s): (w - f + p) // s + 1 for w, f, p, s in required}
    left = [row for row in required if once[row] != key[row]]
    answers = Counter(key[row] for row in left)

    assert certificate.ok
    assert certificate.n_enumerated == len(domain)
    assert [removal.n_removed for removal in certificate.removals] == [
        len(domain) - len(fitting),
        len(fitting) - len(required),
    ]
    assert certificate.n_required == len(required)
    assert certificate.n_separated_out == len(required) - len(left)
    assert certificate.n_variants == len(left)
    assert certificate.n_distinct_answers == len(answers)
    assert certificate.n_distinct_by_part == {"answer": len(answers)}
    shared = sum((count / len(left)) ** 2 for count in answers.values())
    assert math.isclose(certificate.p_shared, shared)
    padding, plus_one = certificate.collisions
    assert (padding.misconception, padding.count) == (
        "padding-counted-once",
        len(required) - len(left),
    )
    assert padding.rate == padding.count / len(required)
    assert (plus_one.count, plus_one.n_wrong) == (0, len(left))
    assert certificate.n_collided == {
        "padding-counted-once": padding.count,
        "forgot-plus-one": 0,
    }
    assert [(stratum.values, stratum.size) for stratum in certificate.strata] == [
        ((1,), sum(row[3] == 1 for row in left)),
        ((2,), sum(row[3] == 2 for row in left)),
    ]


def test_no_separated_misconception_is_right_on_any_variant():
    certified = certify(load()).certified
    for index in range(certified.n_variants):
        row = certified.question.domain.row(int(certified.numbers[index]))
        w, f, p, s = (int(row[name]) for name in "WFPS")
        assert (w - f + p) // s != (w - f + 2 * p) // s


def test_it_is_json_for_the_version_that_is_stored():
    certificate = certify(load(PARTS))
    data = json.loads(json.dumps(certificate.to_json(), allow_nan=False))
    assert data["ok"] is True
    assert data["n_variants"] == 2
    assert data["misconceptions"] == {"forgot-plus-one": 1}
    assert data["n_distinct_by_part"] == {"volume": 2, "neurons": 2, "sharing": 1}
    assert {check["name"] for check in data["checks"]} >= {"keys", "prompts", "tests", "solution"}


def test_a_block_of_columns_more_or_less_changes_nothing(monkeypatch):
    whole = certify(load())
    monkeypatch.setattr("questions.engine.evaluation.BLOCK", 7)
    pieces = certify(load())
    assert pieces.certified.numbers.tolist() == whole.certified.numbers.tolist()
    assert pieces.collisions == whole.collisions
    assert pieces.strata == whole.strata


def test_requirements_filter_the_rows_for_the_next_one():
    check = refuse(
        "requirements",
        ('{that: "F <= W + 2*P", why: the kernel fits}', '{that: "S > 0", why: x}'),
        ("travel % S == 0", "conv_tiles_exactly(W, F, stride=S, padding=P)"),
        ("{range: [8, 20]}", "{range: [3, 20]}"),
        ("tests:\n  - params: {W: 13", "tests:\n  - params: {W: 13"),
    )
    assert "impossible call" in check.detail
    assert {"W": 3, "F": 5, "P": 0, "S": 1} in check.tuples
    guarded = certify(
        load(
            DOCUMENT,
            ("travel % S == 0", "conv_tiles_exactly(W, F, stride=S, padding=P)"),
            ("{range: [8, 20]}", "{range: [3, 20]}"),
        )
    )
    assert guarded.ok, guarded.problems


def test_a_requirement_that_is_a_number_fails():
    check = refuse("requirements", ('"travel % S == 0"', '"travel % S"'))
    assert "found a number, expected a condition" in check.detail


def test_requirements_that_nothing_meets_leave_no_variant():
    check = refuse("variants", ('"travel % S == 0"', '"travel < 0"'))
    assert "no tuple of 156 meets all requirements" in check.detail


def test_separation_that_leaves_nothing_says_so():
    check = refuse(
        "variants",
        ("P: {range: [0, 2]}", "P: {choice: [0]}"),
        ("P: 2, S: 2}", "P: 0, S: 2}"),
    )
    assert "separation removes all" in check.detail


def test_a_key_that_does_not_exist_names_up_to_five_tuples():
    check = refuse("keys", ('value: "conv', 'value: "1 // P + conv'))
    assert "found a division by zero" in check.detail
    assert len(check.tuples) == 5
    assert all(row["P"] == 0 for row in check.tuples)


def test_a_key_of_an_integer_question_must_be_whole():
    check = refuse(
        "keys",
        ('"travel % S == 0"', '"S > 0"'),
        ('value: "conv_output_size(W, F, stride=S, padding=P)"', "value: travel / S + 1"),
        ("{use: padding-counted-once, separated: true}", ""),
        ("  - {use: forgot-plus-one}\n", ""),
        ("misconceptions:\n  - \n", ""),
        ('    diagnoses: {"6": forgot-plus-one}\n', ""),
    )
    assert "found the key 3.5, expected whole numbers" in check.detail
    assert check.tuples[0] == {"W": 8, "F": 3, "P": 0, "S": 2}


def test_a_key_that_its_own_kind_refuses_fails():
    check = refuse("typed keys", ("kind: integer", "kind: integer, maximum: 10"))
    assert "the key '11' is refused" in check.detail
    assert check.tuples == ({"W": 9, "F": 3, "P": 2, "S": 1},)


def test_exactly_one_option_must_be_true():
    check = refuse("keys", ('when: "neurons <= 10"', 'when: "neurons <= 200"'), text=PARTS)
    assert (
        "sharing: found helps and hurts of the options true, expected exactly one" in check.detail
    )
    assert check.tuples == ({"net": "Tiny", "W": 13, "F": 5, "S": 2, "C": 1, "K": 7},)
    check = refuse("keys", ('when: "neurons > 10"', 'when: "neurons > 200"'), text=PARTS)
    assert "found none" in check.detail


def test_two_options_must_not_read_the_same():
    check = refuse(
        "options",
        ('text: "Yes, with {{K}} filters"', 'text: "{{K}} of them"'),
        ('text: "No"', 'text: "7 of them"'),
        text=PARTS,
    )
    assert "two options read the same" in check.detail
    assert check.tuples[0]["net"] == "Tiny"


def test_two_variants_must_not_read_the_same():
    check = refuse("prompts", ("Padding is {{P}} and", "There is padding and"))
    assert "two variants read the same" in check.detail
    first, second = check.tuples
    assert {name for name in first if first[name] != second[name]} <= {"P"}


def test_a_misconception_must_be_recognisable_somewhere():
    check = refuse(
        "recognition",
        ("S: {choice: [1, 2]}", "S: {choice: [1]}"),
        ("use: forgot-plus-one", "use: stride-ignored"),
        ('P: 2, S: 2}\n    accepts: ["7", "7.0"]', 'P: 2, S: 1}\n    accepts: ["13"]'),
        ('    diagnoses: {"6": forgot-plus-one}\n', ""),
    )
    assert "stride-ignored gives no wrong value" in check.detail


def test_the_solution_must_end_at_the_key():
    check = refuse("solution", ("+ 1 = {{answer}}$", "+ 1 = {{travel / S + 2}}$"))
    assert "does not show the key 8" in check.detail
    assert check.tuples[0] == {"W": 8, "F": 3, "P": 1, "S": 1}


def test_the_solution_may_reach_the_key_by_its_own_way():
    certificate = certify(load(DOCUMENT, ("+ 1 = {{answer}}$", "+ 1 = {{travel // S + 1}}$")))
    assert certificate.ok, certificate.problems


def test_a_line_without_a_value_fails_with_its_tuple():
    check = refuse(
        "templates",
        ("${{travel}} / {{S}} + 1", "${{travel / P}} / {{S}} + 1"),
        ("separated: true", "separated: false"),
    )
    assert "travel / P: found a division by zero" in check.detail
    assert check.tuples[0] == {"W": 8, "F": 3, "P": 0, "S": 1}


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (('accepts: ["7", "7.0"]', 'accepts: ["8"]'), "line 28: '8' is rejected; the key is 7"),
        (('rejects: ["5"]', 'rejects: ["7"]'), "line 28: '7' is accepted; the key is 7"),
        (('rejects: ["5"]', 'rejects: ["five"]'), "'five' cannot be read"),
        (('rejects: ["5"]', 'unreadable: ["5"]'), "'5' can be read"),
        (('{"6": forgot-plus-one}', '{"5": forgot-plus-one}'), "'5' is diagnosed as nothing"),
        (("{W: 13, F: 5, P: 2, S: 2}", "{W: 12, F: 5, P: 2, S: 2}"), "the filter tiles the input"),
    ],
)
def test_a_written_test_that_does_not_hold_fails(change, detail):
    assert detail in refuse("tests", change).detail


def test_too_many_strata_are_refused():
    check = refuse("strata", ("strata: [S]", "strata: [W, F, P, S]"))
    assert "strata by W, F, P, S, expected at most 64" in check.detail


def test_markdown_that_does_not_render_fails():
    def check_markdown(text):
        if "filter." in text:
            raise QuestionError("no closing dollar")

    certificate = certify(load(), check_markdown=check_markdown)
    assert failed(certificate, "rendering").detail == "no closing dollar"


def test_problems_are_lines_with_their_tuples():
    certificate = certify(load(DOCUMENT, ("+ 1 = {{answer}}$", "+ 1 = {{S}}$")))
    (line,) = [line for line in certificate.problems if line.startswith("solution: ")]
    assert "(at W=8, F=3, P=1, S=1; " in line
