"""Prints a proof: the kill matrix in 100 columns, and the same as JSON values."""

from collections.abc import Iterator, Sequence
from string import ascii_letters, digits
from typing import Any

from grader.proving.proof import Bug, Fate, Proof

_MARKS = ascii_letters + digits
_NAME_WIDTH = 30


def format_proof(proof: Proof) -> Iterator[str]:
    """Return the lines for people."""
    yield from _format_summary(proof)
    yield ""
    yield from _format_matrix(proof)
    yield ""
    yield from _format_operators(proof)
    yield ""
    yield from _format_cases(proof)
    equivalent = [bug for bug in proof.mutants if bug.fate is Fate.EQUIVALENT]
    if equivalent:
        yield ""
        yield "Equivalent mutants: no call within the rules was found that tells them apart."
        for bug in equivalent:
            yield f"  {bug.evidence:<22} {bug.name}"[:100]
    faults = proof.faults()
    yield ""
    yield "Refused:" if faults else f"{proof.problem.slug}: holds."
    yield from (f"  {fault}" for fault in faults)


def _format_summary(proof: Proof) -> Iterator[str]:
    graded = proof.graded
    references = [g for g in graded if g.solution.verdict == "accepted"]
    wrong = [g for g in graded if g.solution.verdict != "accepted"]
    n_groups = len({group for _, group in proof.cases})
    yield (
        f"{proof.problem.slug}: {len(proof.cases)} cases in {n_groups} groups, "
        f"draws {', '.join(proof.seeds)}"
    )
    n_accepted = sum(g.report.verdict == "accepted" for g in references)
    yield f"  references  {n_accepted} of {len(references)} accepted in the jail"
    yield (
        f"  wrong       {sum(g.is_as_promised for g in wrong)} of {len(wrong)} get what their "
        f"headers promise, {proof.n_distinct(proof.wrong)} distinct bugs killed"
    )
    yield (
        f"  diagnosis   {sum(g.is_named for g in wrong)} of {len(wrong)} wrong solutions named "
        f"rightly, {proof.named_share:.0%}"
    )
    yield (
        f"  mutants     {len(proof.mutants)} derived: "
        f"{proof.count(Fate.KILLED, proof.mutants)} killed, "
        f"{proof.count(Fate.EQUIVALENT, proof.mutants)} equivalent, "
        f"{proof.count(Fate.LIVES, proof.mutants)} live"
    )
    yield f"  distinct    {proof.n_distinct()} different behaviours killed, by hand and derived"


def _format_matrix(proof: Proof) -> Iterator[str]:
    yield "Kill matrix of the wrong solutions; x: the case kills it. Letters: see the cases below."
    yield f"{'':<{_NAME_WIDTH}}  {_row(proof, [_mark(at) for at in range(len(proof.cases))])}"
    for bug in proof.wrong:
        cells = ["x" if name in bug.kills else "." for name, _ in proof.cases]
        yield f"{bug.name[:_NAME_WIDTH]:<{_NAME_WIDTH}}  {_row(proof, cells)}"


def _row(proof: Proof, cells: Sequence[str]) -> str:
    """Return one cell per case, with a gap wherever another group begins."""
    parts, before = [], ""
    for (_, group), cell in zip(proof.cases, cells, strict=True):
        parts.append(f" {cell}" if before and group != before else cell)
        before = group
    return "".join(parts)


def _format_operators(proof: Proof) -> Iterator[str]:
    groups = list(dict.fromkeys(group for _, group in proof.cases))
    group_of = dict(proof.cases)
    yield "Mutants by operator, and how many of them the cases of each group kill."
    yield (
        f"{'operator':<12}{'derived':>8}{'killed':>8}{'equal':>7}{'live':>6}  "
        + "".join(f"{group[:9]:>10}" for group in groups)
    )
    for kind in dict.fromkeys(bug.kind for bug in proof.mutants):
        bugs = [bug for bug in proof.mutants if bug.kind == kind]
        by_group = [sum(any(group_of[c] == g for c in b.kills) for b in bugs) for g in groups]
        counts = [proof.count(fate, bugs) for fate in Fate]
        yield (
            f"{kind:<12}{len(bugs):>8}{counts[0]:>8}{counts[1]:>7}{counts[2]:>6}  "
            + "".join(f"{count:>10}" for count in by_group)
        )


def _format_cases(proof: Proof) -> Iterator[str]:
    lone = proof.lone_kills()
    yield "Cases, the wrong programs that each kills, and those that no other case kills. A case"
    yield "without any of the latter is redundant in this draw: it could go and nothing would live."
    for at, (name, group) in enumerate(proof.cases):
        n_kills = sum(name in bug.kills for bug in proof.bugs)
        only = f"{lone[name]:>4} alone" if lone[name] else "  redundant"
        yield f"  {_mark(at)}  {group:<8} {name:<40} {n_kills:>5} {only}"


def _mark(position: int) -> str:
    return _MARKS[position % len(_MARKS)]


def proof_to_json(proof: Proof) -> dict[str, Any]:
    """Return the proof as JSON values."""
    lone = proof.lone_kills()
    return {
        "problem": proof.problem.slug,
        "version": proof.problem.version,
        "seeds": list(proof.seeds),
        "is_refused": bool(proof.faults()),
        "faults": proof.faults(),
        "solutions": [
            {
                "name": g.solution.name,
                "verdict": g.report.verdict,
                "expected": g.solution.verdict,
                "diagnosis": list(g.found),
                "is_as_promised": g.is_as_promised,
            }
            for g in proof.graded
        ],
        "named_share": proof.named_share,
        "n_distinct_wrong": proof.n_distinct(proof.wrong),
        "n_distinct": proof.n_distinct(),
        "n_mutants": len(proof.mutants),
        "n_killed": proof.count(Fate.KILLED, proof.mutants),
        "n_equivalent": proof.count(Fate.EQUIVALENT, proof.mutants),
        "n_live": proof.count(Fate.LIVES, proof.mutants),
        "cases": [{"name": n, "group": g, "alone": lone[n]} for n, g in proof.cases],
        "redundant": list(proof.redundant()),
        "bugs": [_bug_to_json(bug) for bug in proof.bugs],
    }


def _bug_to_json(bug: Bug) -> dict[str, Any]:
    return {
        "name": bug.name,
        "kind": bug.kind,
        "fate": bug.fate.value,
        "evidence": bug.evidence,
        "n_compared": bug.n_compared,
        "kills": sorted(bug.kills),
    }
