"""Reading YAML: lines and keys are kept, and nothing but plain values gets through."""

import time
import tracemalloc

import pytest

from questions.engine.errors import DocumentError
from questions.engine.source import read_tree


def plain(text):
    root, problems = read_tree(text, filename="f.yaml")
    assert problems == []
    return root.to_plain()


def refusal(text):
    with pytest.raises(DocumentError) as caught:
        read_tree(text, filename="f.yaml")
    (problem,) = caught.value.problems
    return problem


def test_scalars_follow_json_and_not_yaml_1_1():
    text = (
        "{a: no, b: 1:30, c: 1_000, d: 0x1f, e: 1e-05, f: .5, g: -7, h: true, i: , j: 2026-01-02}"
    )
    assert plain(text) == {
        "a": "no",
        "b": "1:30",
        "c": "1_000",
        "d": "0x1f",
        "e": 1e-05,
        "f": 0.5,
        "g": -7,
        "h": True,
        "i": None,
        "j": "2026-01-02",
    }


def test_quotes_make_a_text():
    assert plain("{a: '7', b: \"true\", c: '', d: 'null'}") == {
        "a": "7",
        "b": "true",
        "c": "",
        "d": "null",
    }


def test_json_is_read_as_json_means_it():
    text = '{"a": "x\\u00e9\\n\\/", "b": [1, 2.5, 1e-05, null, false], "c": {"d": "\U0001f600"}}'
    assert plain(text) == {
        "a": "xé\n/",
        "b": [1, 2.5, 1e-05, None, False],
        "c": {"d": "\U0001f600"},
    }


def test_every_node_knows_its_line_and_key():
    root, _ = read_tree("a: 1\nb:\n  - c: x\n    d: |\n      one\n      two\n", filename="f")
    node = root.content["b"].content[0].content["d"]
    assert (node.key, node.line) == ("b[0].d", 4)
    assert [node.line_at(0), node.line_at(4)] == [5, 6]


def test_a_key_that_stands_twice_is_a_problem_and_reading_goes_on():
    root, problems = read_tree("a: 1\nb: 2\na: 3\n", filename="f.yaml")
    assert [str(problem) for problem in problems] == [
        "f.yaml:3: a: found the key twice, expected it once (line 1)"
    ]
    assert root.to_plain() == {"a": 3, "b": 2}


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("", 1, "an empty file"),
        ("# only a comment\n", 1, "an empty file"),
        ("a: &x 1\nb: *x\n", 1, "the anchor &x"),
        ("a: 1\nb: *x\n", 2, "the alias *x"),
        ("a: !!python/object/apply:os.system [id]\n", 1, "the tag"),
        ("a: 1\n---\nb: 2\n", 2, "a second document"),
        ("? [1]\n: 2\n", 1, "a key that is no plain text"),
        ("prompt: {{W}}\n", 1, "a key that is no plain text"),
        ("a: [1\nb: 2\n", 2, "no YAML"),
        ("a:\n\t- b\n", 2, "no YAML"),
        ("a: 'b\n", 1, "no YAML"),
        ("a: b: c\n", 1, "no YAML"),
        ("a: \x07\n", 1, "no YAML"),
        ("\n\na: \ud800\n", 3, "a broken character"),
        ("x" * 65_537, 1, "65537 characters"),
        ("é" * 40_000, 1, "80000 bytes"),
    ],
)
def test_it_refuses(text, line, found):
    problem = refusal(text)
    assert problem.line == line
    assert problem.found.startswith(found)


def test_a_control_character_in_a_text_is_named():
    _, problems = read_tree('{"a": "x\\u2028y", "b": "\\x00"}', filename="f")
    assert [problem.found for problem in problems] == [
        "the character '\\u2028'",
        "the character '\\x00'",
    ]


ATTACKS = {
    "open lists": "[" * 60_000,
    "open mappings": "{" * 60_000,
    "question marks": "? " * 30_000,
    "many entries": "[" + "a," * 30_000 + "]",
    "many lines": "-\n" * 30_000,
    "laughs": "\n".join(
        ["a: &a [x]"]
        + [f"{b}: &{b} [*{a},*{a},*{a}]" for a, b in zip("abcdefg", "bcdefgh", strict=True)]
    ),
    "ten megabytes": "a: b\n" * 2_000_000,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_soon_and_takes_little_memory(name):
    tracemalloc.start()
    started = time.process_time()
    refusal(ATTACKS[name])
    seconds = time.process_time() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < 5
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("text", "line", "cure"),
    [
        ("a: 1\nb\nc: 2\n", 3, "a colon and a blank after the name"),
        ("a: x: y\n", 1, "quotes round a text that holds ': '"),
        ("a: 1\n  b: 2\n", 2, "another indent"),
        ("a:\n\t- b\n", 2, "blanks for the indent"),
        ("a: @x\n", 1, "quotes round a text that begins with this sign"),
        ("a: 'x\nb: 2\n", 1, "the closing quote"),
        ("a: [1, 2\nb: 3\n", 2, "the closing bracket ]"),
        ("a: {x: 1\nb: 2\n", 2, "the closing brace }"),
        ("- a\nb: 1\n", 2, "'- ' as before each item"),
        ('a: "x\\q"\n', 1, "single quotes round a text with backslashes"),
        ("a: [1,,2]\n", 1, "a value"),
        ('a: "b" c\n', 1, "a name with a colon"),
        ("a: - b\n", 1, "the list on lines of its own"),
        ("a: \x07\n", 1, "a document in YAML"),
    ],
)
def test_what_is_no_yaml_is_told_what_to_write(text, line, cure):
    problem = refusal(text)
    assert problem.line == line
    assert cure in problem.expected
