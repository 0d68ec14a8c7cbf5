"""Fates: killed in every draw, equivalent with evidence, or alive and refused."""

from dataclasses import replace

import pytest

from grader.errors import ProblemError
from grader.problems import get_problem
from grader.proving import solutions
from grader.proving.mutants import Mutant, derive_mutants, take_sample
from grader.proving.printing import format_proof, proof_to_json
from grader.proving.proof import Fate, Proof, Subjects, prove
from grader.proving.solutions import Solution, read_references, read_wrong

pytestmark = pytest.mark.usefixtures("fake_sandbox")

PROBLEM = get_problem("conv2d")
REFERENCES = read_references("conv2d")
LESSON = next(r for r in REFERENCES if r.name == "lesson")


def mutant_of_lesson(before: str, after: str) -> Mutant:
    assert before in LESSON.source
    return Mutant("lesson", "by hand", 1, after, LESSON.source.replace(before, after))


def prove_with(mutants=(), *, problem=PROBLEM, wrong=(), seeds=("5eed",), n_compared=150) -> Proof:
    return prove(problem, Subjects([LESSON], wrong, mutants), seeds, n_compared=n_compared)


def wrong_named(*names: str) -> list[Solution]:
    return [s for s in read_wrong("conv2d") if s.name in names]


def weakened(*, without: str) -> object:
    """Return the problem without the cases whose name holds this text."""

    def draw(rng):
        return tuple(case for case in PROBLEM.draw_cases(rng) if without not in case.name)

    return replace(PROBLEM, draw_cases=draw)


def test_a_wrong_mutant_is_killed_with_the_cases_that_did_it():
    (bug,) = prove_with([mutant_of_lesson("mode='constant'", "mode='edge'")]).mutants
    assert bug.fate is Fate.KILLED
    assert "Padding 1" in bug.kills and "A 3 × 3 kernel" not in bug.kills


def test_an_equivalent_mutant_is_neither_killed_nor_alive_and_says_what_it_was_compared_on():
    proof = prove_with([mutant_of_lesson("kernel.shape[0]", "kernel.shape[1]")])
    (bug,) = proof.mutants
    assert (bug.fate, bug.n_compared, bug.kills) == (Fate.EQUIVALENT, 150, frozenset())
    assert bug.evidence == "equal on 150 calls"
    assert proof.faults() == [] and proof.n_distinct() == 0


def test_a_mutant_that_only_differs_beyond_the_cases_lives():
    rare = mutant_of_lesson(
        "    H, W = image.shape", "    if stride == 7: stride = 8\n    H, W = image.shape"
    )
    proof = prove_with([rare], n_compared=400)
    (bug,) = proof.mutants
    assert bug.fate is Fate.LIVES
    assert "stride 7" in bug.evidence
    assert proof.faults() == [f"lives: {bug.name} ({bug.evidence})"]


def test_a_mutant_that_escapes_one_draw_of_several_lives():
    # Random draws decide whether the first pixel is negative.
    lucky = mutant_of_lesson("    H, W", "    if image[0, 0] == 3.5: return None\n    H, W")
    often = mutant_of_lesson("    H, W", "    if image.size > 1: return None\n    H, W")
    proof = prove_with([lucky, often], seeds=[f"{seed:x}" for seed in range(12)])
    assert [bug.fate for bug in proof.mutants] == [Fate.LIVES, Fate.KILLED]


def test_the_comparison_forgives_a_mutant_what_its_reference_cannot_do():
    fourier = next(r for r in REFERENCES if r.name == "fourier")
    same = Mutant("fourier", "by hand", 1, "a blank line", fourier.source + "\n")
    proof = prove(PROBLEM, Subjects([fourier], [], [same]), ["1"], n_compared=150)
    (bug,) = proof.mutants
    assert bug.fate is Fate.EQUIVALENT
    assert 100 < bug.n_compared < 150


def test_a_weakened_suite_lets_a_bug_live_and_is_refused_with_its_name():
    wrong = wrong_named("kernel_in_memory_order", "kernel_flipped")
    assert prove_with(wrong=wrong).faults() == []
    faults = prove_with(wrong=wrong, problem=weakened(without="kernel in column order")).faults()
    assert any(fault.startswith("lives: kernel_in_memory_order") for fault in faults)
    assert not any("kernel_flipped" in fault for fault in faults)


def test_a_solution_that_breaks_its_header_s_promise_is_a_fault():
    (flipped,) = wrong_named("kernel_flipped")
    lies = [replace(flipped, diagnosis="relu-inside"), replace(flipped, verdict="wrong_shape")]
    for lie in lies:
        (fault,) = [f for f in prove_with(wrong=[lie]).faults() if f.startswith("kernel_flipped")]
        assert "got wrong_answer and kernel-flipped" in fault


def test_a_reference_that_is_not_accepted_is_a_fault():
    broken = replace(LESSON, source=LESSON.source.replace("return out", "return out + 1"))
    faults = prove(PROBLEM, Subjects([broken], [], []), ["1"]).faults()
    assert any(fault.startswith("reference lesson: ") for fault in faults)


def test_too_few_named_mistakes_are_a_fault():
    silent = [replace(s, diagnosis="") for s in wrong_named("kernel_flipped", "relu_inside")]
    proof = prove_with(wrong=silent)
    assert proof.named_share == 0.0
    assert "0% of the wrong solutions are named" in proof.faults()[-1]


def test_a_case_is_redundant_if_every_bug_that_it_kills_dies_elsewhere_too():
    wrong = wrong_named("kernel_in_memory_order", "kernel_flipped", "output_of_a_thousand_at_most")
    proof = prove_with(wrong=wrong)
    lone = {name for name, count in proof.lone_kills().items() if count}
    assert lone == {"A kernel in column order", "More than a thousand outputs"}
    assert set(proof.redundant()) == {name for name, _ in proof.cases} - lone
    for name in lone:
        assert prove_with(wrong=wrong, problem=weakened(without=name)).faults()
    assert prove_with(wrong=wrong, problem=weakened(without="A 5 × 5 kernel")).faults() == []


def test_bugs_that_behave_alike_count_once():
    twins = [replace(s, name=n) for s in wrong_named("kernel_flipped") for n in ("a", "b")]
    assert prove_with(wrong=twins).n_distinct() == 1


def test_the_print_fits_100_columns_and_the_json_holds_the_same():
    mutants = take_sample(derive_mutants(REFERENCES, "conv2d"), 40)
    proof = prove(PROBLEM, Subjects(REFERENCES, wrong_named("kernel_flipped"), mutants), ["1"])
    lines = list(format_proof(proof))
    assert max(map(len, lines)) <= 100
    assert "conv2d: holds." in lines
    raw = proof_to_json(proof)
    assert raw["n_killed"] + raw["n_equivalent"] + raw["n_live"] == raw["n_mutants"] == 40
    assert (raw["is_refused"], raw["faults"]) == (False, [])
    flipped = next(bug for bug in raw["bugs"] if bug["name"] == "kernel_flipped")
    assert flipped["fate"] == "killed" and "A 3 × 3 kernel" in flipped["kills"]
    row = next(line for line in lines if line.startswith("kernel_flipped"))
    assert row.count("x") == len(flipped["kills"])


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("# verdict: wrong_answer\n", r"found the header lines \['verdict'\]"),
        ("# verdict: wrong\n# diagnosis:\n", "verdict 'wrong', expected one of wrong_answer"),
        ("# verdict: accepted\n# diagnosis:\n", "verdict 'accepted'"),
    ],
)
def test_a_header_that_promises_nothing_is_refused(tmp_path, monkeypatch, header, words):
    folder = tmp_path / "conv2d" / "wrong"
    folder.mkdir(parents=True)
    (folder / "bad.py").write_text(f"# Bad.\n{header}")
    monkeypatch.setattr(solutions, "FOLDER", tmp_path)
    with pytest.raises(ProblemError, match=words):
        read_wrong("conv2d")
