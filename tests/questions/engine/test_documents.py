"""Documents: what is read, and that every error names line, key, found and expected."""

import time

import pytest

from questions.engine.canonical import digest_of, to_canonical_json
from questions.engine.document import load_question
from questions.engine.errors import DocumentError
from tests.questions.engine.documents import DOCUMENT, PARTS, load, problems_of


def test_a_document_becomes_a_question():
    question = load()
    assert question.slug == "output-size"
    assert [axis.name for axis in question.domain.axes] == ["W", "F", "P", "S"]
    assert [requirement.why for requirement in question.require] == [
        "the kernel fits",
        "the filter tiles the input",
    ]
    (part,) = question.parts
    assert (part.name, part.kind, part.points) == ("answer", "integer", 1.0)
    assert [(use.id, use.is_separated) for use in part.mistakes] == [
        ("padding-counted-once", True),
        ("forgot-plus-one", False),
    ]
    assert question.tests[0].accepts == ("7", "7.0")
    assert question.tests[0].diagnoses == (("6", ("forgot-plus-one",)),)


def test_parts_have_names_that_later_parts_use():
    question = load(PARTS)
    assert [part.name for part in question.parts] == ["volume", "neurons", "sharing"]
    assert question.part("neurons").values[0].names == {
        "volume_height",
        "volume_width",
        "volume_depth",
    }
    assert question.part("volume").points == 2
    with pytest.raises(KeyError):
        question.part("nothing")


def test_a_question_of_code_needs_no_domain_and_no_solution():
    question = load_question(
        "{id: c, title: C, topic: code, level: 4, source: Us, prompt: Write it.,"
        " answer: {kind: code, problem: conv2d}}",
        filename="c.yaml",
    )
    assert question.domain.n_tuples == 1
    assert question.parts[0].kind == "code"


@pytest.mark.parametrize("text", [DOCUMENT, PARTS])
def test_the_canonical_form_reads_back_as_an_equal_question(text):
    question = load(text)
    canonical = to_canonical_json(question)
    again = load_question(canonical, filename="stored")
    assert again == question
    assert to_canonical_json(again) == canonical
    assert digest_of(again) == digest_of(question)


def test_comments_and_layout_do_not_change_the_digest():
    relaid = DOCUMENT.replace("level: 2", "level:   2  # easy").replace(
        "choice: [3, 5]", "choice: [3,5]"
    )
    assert relaid != DOCUMENT
    assert digest_of(load(relaid)) == digest_of(load())


@pytest.mark.parametrize(
    "change",
    [
        ("level: 2", "level: 3"),
        ("{choice: [3, 5]}", "{choice: [5, 3]}"),
        ("why: the kernel fits", "why: it fits"),
        ("separated: true", "separated: false"),
        ('rejects: ["5"]', 'rejects: ["4"]'),
        ("How wide", "How broad"),
    ],
)
def test_what_means_something_else_has_another_digest(change):
    assert digest_of(load(DOCUMENT, change)) != digest_of(load())


def test_the_order_of_the_axes_is_part_of_the_question():
    swapped = (
        "  W: {range: [8, 20]}\n  F: {choice: [3, 5]}",
        "  F: {choice: [3, 5]}\n  W: {range: [8, 20]}",
    )
    assert digest_of(load(DOCUMENT, swapped)) != digest_of(load())


# One change each, and the problem that it must give: line, key, found, expected.
WRONG = {
    "unknown key": (("level: 2", "level: 2\nlevl: 3"), 6, "levl", "unknown key", "mean level?"),
    "missing key": (("title: Output size\n", ""), 2, "title", "nothing", "this key"),
    "slug": (("id: output-size", "id: Output_Size"), 2, "id", "'Output_Size'", "lower-case"),
    "long slug": (("id: output-size", f"id: {'a' * 70}"), 2, "id", "70", "at most 64"),
    "level": (("level: 2", "level: 5"), 5, "level", "5", "from 1 to 4"),
    "level text": (("level: 2", "level: two"), 5, "level", "'two'", "whole number"),
    "level switch": (("level: 2", "level: true"), 5, "level", "a switch", "whole number"),
    "topic": (("topic: output-size", "topic: outputs"), 4, "topic", "'outputs'", "mean output"),
    "number as title": (("title: Output size", "title: 12"), 3, "title", "12", "quotes"),
    "empty title": (("title: Output size", "title: ' '"), 3, "title", "empty", "a text"),
    "long title": (("title: Output size", f"title: {'a' * 300}"), 3, "title", "300", "at most"),
    "locale": (("level: 2", "level: 2\nlocale: english"), 6, "locale", "english", "such as en"),
    "tag": (("level: 2", "level: 2\ntags: [A B]"), 6, "tags[0]", "'A B'", "hyphens"),
    "axis form": (("{range: [8, 20]}", "[8, 20]"), 8, "domain.W", "a list", "{range:"),
    "axis key": (("{range: [8, 20]}", "{rang: [8]}"), 8, "domain.W.rang", "unknown", "range?"),
    "range order": (("[8, 20]", "[20, 8]"), 8, "domain.W.range", "[20, 8]", "not below"),
    "range length": (("[8, 20]", "[8]"), 8, "domain.W.range", "a list", "[first, last]"),
    "range fraction": (("[8, 20]", "[8, 9.5]"), 8, "domain.W.range[1]", "9.5", "whole number"),
    "range step": (("[8, 20]", "[8, 20, 0]"), 8, "domain.W.range", "[8, 20, 0]", "step"),
    "huge range": (("[8, 20]", "[1, 9000000000000000]"), 8, "domain.W.range", "values", "at most"),
    "huge bound": (("[8, 20]", f"[1, {10**30}]"), 8, "domain.W.range[1]", "a number", "whole"),
    "huge product": (("[8, 20]", "[8, 900000]"), 8, "domain", "tuples", "at most 4,000,000"),
    "no choices": (("[3, 5]", "[]"), 9, "domain.F.choice", "a list", "a list of values"),
    "choice twice": (("[3, 5]", "[3, 3.0]"), 9, "domain.F.choice[1]", "3.0 again", "once"),
    "mixed choice": (("[3, 5]", "[3, five]"), 9, "domain.F.choice[1]", "'five'", "a number"),
    "axis name": (("  W: {", "  W-1: {"), 8, "domain.W-1", "'W-1'", "letters"),
    "axis is function": (("  W: {", "  floor: {"), 8, "domain.floor", "floor", "nothing else"),
    "axis is word": (("  W: {", "  lambda: {"), 8, "domain.lambda", "lambda", "nothing else"),
    "axis is answer": (("  W: {", "  answer: {"), 8, "domain.answer", "answer", "nothing else"),
    "requirement text": (
        ('{that: "F <= W + 2*P", why: the kernel fits}', "F <= W"),
        *(13, "require[0]", "the text 'F <= W'", "a mapping"),
    ),
    "no reason": ((", why: the kernel fits", ""), 13, "require[0].why", "nothing", "this key"),
    "requirement name": (("F <= W +", "F <= V +"), 13, "require[0].that", "'V'", "one of"),
    "derived twice": (("{travel: ", "{W: 1, travel: "), 15, "derive.W", "W again", "a new name"),
    "derived code": (
        ('travel: "W - F + 2*P"', 'travel: "().__class__"'),
        *(15, "derive.travel", "an attribute access at column 1", "only numbers"),
    ),
    "stratum": (("strata: [S]", "strata: [T]"), 16, "strata[0]", "unknown name 'T'", "one of"),
    "prompt name": (("is {{P}} and", "is {{Q}} and"), 19, "prompt", "'Q'", "one of"),
    "prompt format": (("stride {{S}}", "stride {{S | x}}"), 19, "prompt", "'x'", "thousands"),
    "prompt leak": (("is {{P}} and", "is {{answer}} and"), 19, "prompt", "'answer'", "no key"),
    "answer form": (
        ('{kind: integer, value: "conv_output_size(W, F, stride=S, padding=P)"}', "7"),
        *(20, "answer", "a number, 7", "a mapping"),
    ),
    "kind": (("kind: integer", "kind: intger"), 20, "answer.kind", "'intger'", "mean integer?"),
    "option of kind": (
        ("kind: integer", "kind: integer, minimun: 3"),
        *(20, "answer.minimun", "an unknown key", "minimum"),
    ),
    "value name": (("stride=S,", "stride=T,"), 20, "answer.value", "'T'", "one of"),
    "value argument": (("stride=S,", "step=S,"), 20, "answer.value", "'step'", "stride"),
    "values of integer": (
        ("kind: integer", "kind: integer, values: [1]"),
        *(20, "answer.values", "values", "value for kind integer"),
    ),
    "no value": (
        ('value: "conv_output_size(W, F, stride=S, padding=P)"', "unit: px"),
        *(20, "answer.value", "nothing", "what the key of kind integer is"),
    ),
    "misconception": (
        ("use: forgot-plus-one", "use: forgot-plus-two"),
        *(23, "misconceptions[1].use", "'forgot-plus-two'", "mean forgot-plus-one?"),
    ),
    "misconception form": (
        ("{use: forgot-plus-one}", "forgot-plus-one"),
        *(23, "misconceptions[1]", "the text", "{use: forgot-plus-one}"),
    ),
    "misconception twice": (
        ("use: forgot-plus-one", "use: padding-counted-once"),
        *(23, "misconceptions[1]", "again", "once"),
    ),
    "foreign misconception": (
        ("use: forgot-plus-one", "use: half-kernel"),
        *(23, "misconceptions[1].use", "a wrong same_padding", "conv_output_size"),
    ),
    "value without say": (
        ("use: forgot-plus-one", "use: forgot-plus-one, value: W"),
        *(23, "misconceptions[1].say", "without an explanation", "this key"),
    ),
    "separated text": (
        ("separated: true", "separated: yes"),
        *(22, "misconceptions[0].separated", "the text 'yes'", "true or false"),
    ),
    "no solution": (
        (
            'solution:\n  - "$W - F + 2P = {{travel}}$"\n'
            '  - "${{travel}} / {{S}} + 1 = {{answer}}$"\n',
            "",
        ),
        *(20, "answer", "no worked solution", "at least one line"),
    ),
    "solution slot": (("= {{travel}}", "= {{travel}"), 25, "solution[0]", "{{travel}", "{{name}}"),
    "test outside": (("{W: 13,", "{W: 130,"), 28, "tests[0].params", "W=130", "8 to 20"),
    "test without params": (
        ("  - params: {W: 13, F: 5, P: 2, S: 2}\n    accepts", "  - accepts"),
        *(28, "tests[0].params", "nothing", "this key"),
    ),
    "test of unused": (
        ('diagnoses: {"6": forgot-plus-one}', 'diagnoses: {"6": stride-ignored}'),
        *(31, "tests[0].diagnoses.6", "'stride-ignored'", "forgot-plus-one"),
    ),
    "parts beside": (
        ("level: 2", "level: 2\nparts: []"),
        *(6, "parts", "a list", "at least one part"),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_document_is_refused_with(case):
    edit, line, key, found, expected = WRONG[case]
    problems = problems_of(DOCUMENT, edit)
    match = [problem for problem in problems if problem.key == key and found in problem.found]
    assert match, [str(problem) for problem in problems]
    assert match[0].line == line
    assert expected in match[0].expected
    assert str(match[0]).startswith(f"question.yaml:{line}: {key}: found ")


WRONG_PARTS = {
    "name twice": (("name: neurons", "name: volume"), "parts[1].name", "again", "a new name"),
    "name of axis": (("name: neurons", "name: K"), "parts[1].name", "K again", "a new name"),
    "later key": (
        ('values: ["conv_output_size(W, F, stride=S)"', 'values: ["neurons"'),
        *("parts[0].answer.values[0]", "'neurons'", "one of"),
    ),
    "key in prompt": (
        ("How many neurons is that?", "How many is {{volume_height}} squared?"),
        *("parts[1].prompt", "'volume_height'", "no key in a prompt"),
    ),
    "missing size": (
        (', "conv_output_size(W, F, stride=S)", K]', ", K]"),
        *("parts[0].answer.values", "'conv_output", "3"),
    ),
    "no when": (('when: "neurons > 10", ', ""), "parts[2].answer.options[0].when", "None", "expr"),
    "missing label": (("    label: Neurons\n", ""), "parts[1].label", "nothing", "this key"),
    "points": (("points: 2", "points: 0"), "parts[0].points", "0", "from 0.01"),
    "test without part": (("    part: neurons\n", ""), "tests[1].part", "nothing", "neurons"),
    "test of no part": (("part: neurons", "part: neuron"), "tests[0].part", "neuron", "neurons?"),
    "later earlier": (
        ("earlier: {volume:", "earlier: {sharing:"),
        *("tests[1].earlier.sharing", "sharing", "volume"),
    ),
    "case names": (("{net: Tiny, W: 13,", "{net: Tiny, V: 13,"), "domain.cases[1]", "V", "same"),
    "case twice": (
        (
            "{net: Tiny, W: 13, F: 5, S: 2, C: 1, K: 7}\nprompt",
            "{net: AlexNet, W: 227, F: 11, S: 4, C: 3, K: 96}\nprompt",
        ),
        *("domain.cases[1]", "cases[0] again", "once"),
    ),
    "text in expression": (("values: [", 'values: ["net", '), "parts[0].answer.values", "", ""),
    "answer beside parts": (
        ("level: 3", "level: 3\nsolution: [x]"),
        *("solution", "solution beside parts", "inside each part"),
    ),
}


@pytest.mark.parametrize("case", WRONG_PARTS)
def test_a_wrong_document_with_parts_is_refused_with(case):
    edit, key, found, expected = WRONG_PARTS[case]
    problems = problems_of(PARTS, edit)
    match = [problem for problem in problems if problem.key == key and found in problem.found]
    assert match, [str(problem) for problem in problems]
    assert expected in match[0].expected


def test_all_problems_are_named_at_once_in_the_order_of_lines():
    problems = problems_of(
        DOCUMENT,
        ("level: 2", "level: 9"),
        ("{choice: [3, 5]}", "{choose: [3, 5]}"),
        ("F <= W", "Q <= W"),
        ("{{S}}.", "{{T}}."),
        ("forgot-plus-one}\n", "forgot-it}\n"),
    )
    assert [problem.key for problem in problems] == [
        "level",
        "domain.F.choose",
        "require[0].that",
        "prompt",
        "misconceptions[1].use",
        "tests[0].diagnoses.6",
    ]


def test_a_document_that_is_no_mapping_is_refused():
    for text in ("- a\n- b\n", "just words\n", "12\n"):
        with pytest.raises(DocumentError, match="expected a mapping"):
            load_question(text, filename="q.yaml")


def test_a_document_at_the_size_limit_is_still_read_in_bounded_time():
    text = DOCUMENT.replace("How wide is the output?", "Go on. " * 1100 + "How wide?")
    started = time.process_time()
    load_question(text, filename="q.yaml")
    assert time.process_time() - started < 5
