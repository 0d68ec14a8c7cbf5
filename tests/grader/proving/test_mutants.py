"""Mutants are derived from the syntax tree, once each, and differ from their reference."""

import ast

import pytest

from grader.errors import ProblemError
from grader.proving.mutants import derive_mutants, take_sample
from grader.proving.mutations import OPERATORS, names_of
from grader.proving.solutions import Solution, read_references


def changes(body: str, operator: str, parameters: str = "x, y=0") -> set[str]:
    """Return the bodies of a one-line function that an operator derives."""
    reference = Solution("r", f"def f({parameters}):\n    {body}\n")
    derived = [m for m in derive_mutants([reference], "f") if m.operator == operator]
    return {"; ".join(line.strip() for line in m.source.splitlines()[1:]) for m in derived}


@pytest.mark.parametrize(
    ("operator", "body", "expected"),
    [
        ("arithmetic", "return x + y", {"return x - y", "return x * y", "return x", "return y"}),
        ("arithmetic", "return x // y", {"return -(-x // y)", "return x * y", "return x % y"}),
        ("arithmetic", "x += y", {"x -= y", "x *= y"}),
        ("comparison", "return x < y", {"return x <= y", "return x > y"}),
        ("comparison", "return x if y else 3", {"return x if True else 3"}),
        ("constant", "return x[1]", {"return x[0]", "return x[2]", "return x[-1]"}),
        ("subscripts", "return g('ij->ji')", {"return g('ji->ji')", "return g('ij->ij')"}),
        ("subscripts", "return p(x, 'constant')", {"return p(x, 'edge')", "return p(x, 'wrap')"}),
        ("swap", "return x[y, 1]", {"return x[1, y]"}),
        ("swap", "return g(x, y)", {"return g(y, x)"}),
        ("slice", "return x[1:y]", {"return x[:y]", "return x[1 + 1:y]", "return x[1:y - 1]"}),
        ("slice", "return x[::-1]", {"return x[:]"}),
        ("removal", "x += 1", {"pass", "x = 1"}),
        ("function", "return np.sum(x)", {"return np.mean(x)", "return np.max(x)"}),
        ("function", "return x.astype(float)", {"return x.astype(int)"}),
        ("call", "return x.copy()", {"return x"}),
        ("call", "return np.sum(x, axis=0)", {"return np.sum(x)"}),
        (
            "call",
            "return np.pad(x, y)",
            {
                "return np.pad(x, y, mode='edge')",
                "return np.pad(x, y, constant_values=1)",
                "return np.pad(x, (y, 0))",
                "return np.pad(x, ((y, y), (0, 0)))",
            },
        ),
        ("call", "return np.zeros(x)", {"return np.zeros(x, dtype=np.float32)"}),
        ("result", "return x", {"return x.T", "return np.maximum(x, 0)", "return"}),
        ("argument", "return x", {"x = x[::-1]; return x", "y = min(y, 1); return x"}),
    ],
)
def test_an_operator_changes_one_thing(operator, body, expected):
    assert expected <= changes(body, operator)


def test_names_that_belong_together_are_exchanged():
    source = """
def f(image, kernel, stride=1, padding=0):
    h, w = image.shape
    oh = h // stride
    ow = w // stride
    for i in range(oh):
        for j in range(ow):
            pass
"""
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    partners = names_of(function).partners
    pairs = [("image", "kernel"), ("stride", "padding"), ("h", "w"), ("oh", "ow"), ("i", "j")]
    for one, other in pairs:
        assert (partners[one], partners[other]) == (other, one)


def test_no_two_mutants_read_alike_and_none_reads_as_its_reference():
    references = read_references("conv2d")
    sources = [mutant.source for mutant in derive_mutants(references, "conv2d")]
    assert len(sources) == len(set(sources)) > 1000
    assert not {ast.unparse(ast.parse(r.source)) for r in references} & set(sources)


def test_two_references_that_share_a_mutant_give_it_once():
    twins = [Solution(name, "def f(x):\n    return x + 1\n") for name in ("a", "b")]
    assert {mutant.reference for mutant in derive_mutants(twins, "f")} == {"a"}


def test_every_operator_has_mutants_of_conv2d_and_every_mutant_says_what_it_is():
    mutants = derive_mutants(read_references("conv2d"), "conv2d")
    assert {mutant.operator for mutant in mutants} == set(OPERATORS)
    products = [m for m in mutants if m.change == "patch * kernel -> patch + kernel"]
    assert [m.name for m in products] == ["lesson:18 arithmetic: patch * kernel -> patch + kernel"]


def test_the_tree_is_the_reference_s_again_after_each_mutant():
    reference = Solution("r", "def f(x):\n    y = x + 1\n    return y * 2\n")
    for mutant in derive_mutants([reference], "f"):
        same = [line in mutant.source for line in ("y = x + 1", "return y * 2")]
        assert any(same) or mutant.operator == "argument", mutant.source


def test_statements_that_only_print_are_left_out():
    reference = Solution("r", "def f(x):\n    return x + 1\nprint(f(1))\n")
    assert all("print" not in mutant.source for mutant in derive_mutants([reference], "f"))


def test_a_reference_without_the_function_is_named():
    with pytest.raises(ProblemError, match=r"r\.py: no function g"):
        derive_mutants([Solution("r", "def f():\n    pass\n")], "g")


def test_a_sample_is_spread_and_always_the_same():
    mutants = derive_mutants(read_references("conv2d"), "conv2d")
    sample = take_sample(mutants, 50)
    assert len(sample) == 50 and sample == take_sample(mutants, 50)
    assert {mutant.reference for mutant in sample} == {r.name for r in read_references("conv2d")}
    assert take_sample(mutants, 10**6) == mutants
