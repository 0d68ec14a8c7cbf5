"""Reads a problem's folder: ``problem.yaml`` for the words, Python modules for the cases."""

import hashlib
import importlib
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from django.conf import settings

from grader.errors import ProblemError, ProblemNotFound
from grader.problems.model import Group, Problem
from grader.sandbox import Limits
from questions.misconceptions import misconceptions_of

_HERE = Path(__file__).resolve().parent
_MIB = 1024 * 1024
_TEXTS = ("slug", "title", "function", "signature", "solver", "statement", "starter")
# What decides a verdict, with what the cases import beside them; a change in any of it is a new
# version of the problem.
_VERSIONED = ("problem.yaml", "cases.py")
_IMPORT = re.compile(r"^from grader\.problems\.([\w.]+) import ", re.MULTILINE)
# Says what a case is, and nothing about which ones there are.
_UNVERSIONED = frozenset({"model"})
# A placeholder of a question's text: a code task has no single set of numbers to fill in.
_PLACEHOLDER = "{{"


def problem_slugs() -> tuple[str, ...]:
    """Return the slugs of all problems, sorted."""
    return tuple(sorted(path.parent.name for path in _HERE.glob("*/problem.yaml")))


def list_problems() -> tuple[Problem, ...]:
    """Return all problems, sorted by slug."""
    return tuple(get_problem(slug) for slug in problem_slugs())


def get_problem(slug: str) -> Problem:
    """Return the problem with this slug.

    Raises
    ------
    ProblemNotFound
        If there is none.
    ProblemError
        If its folder cannot be used.
    """
    if slug not in problem_slugs():
        raise ProblemNotFound(slug, problem_slugs())
    return _load(slug)


@cache
def _load(slug: str) -> Problem:
    folder = _HERE / slug
    raw = _read_yaml(folder / "problem.yaml")
    cases = importlib.import_module(f"grader.problems.{slug}.cases")
    contract = importlib.import_module(f"grader.problems.{slug}.contract")
    properties = importlib.import_module(f"grader.problems.{slug}.properties")
    problem = Problem(
        **{key: str(raw[key]).strip() for key in _TEXTS if key != "starter"},
        starter=str(raw["starter"]),
        version=_digest(folder),
        rules=tuple(" ".join(str(rule).split()) for rule in raw["rules"]),
        limits=_limits(raw["limits"], slug),
        groups=tuple(_group(entry) for entry in raw["groups"]),
        visible_cases=cases.visible_cases(),
        draw_cases=cases.draw_cases,
        draw_probes=cases.draw_probes,
        draw_any=contract.draw_any,
        expect=cases.expect,
        find_properties=properties.find_properties,
        explanations=getattr(properties, "EXPLANATIONS", {}),
    )
    _check(problem, slug, cases)
    return problem


def _read_yaml(path: Path) -> dict[str, Any]:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    expected = {*_TEXTS, "rules", "groups", "limits"}
    found = set(raw) if isinstance(raw, dict) else set()
    if found != expected:
        raise ProblemError(f"{path}: found keys {sorted(found)}, expected {sorted(expected)}")
    return dict(raw)


def _group(entry: dict[str, Any]) -> Group:
    return Group(
        name=str(entry["name"]),
        title=str(entry["title"]),
        weight=int(entry["weight"]),
        is_gate=bool(entry.get("gate", False)),
    )


def _limits(raw: dict[str, Any], slug: str) -> Limits:
    """Return the problem's limits, none of them above what the machine's settings allow.

    The wall clock is for code that sleeps: on a busy machine the processor clock must run out
    first, or a neighbour's load would decide.
    """
    if raw["wall_s"] < 2 * raw["cpu_s"]:
        raise ProblemError(
            f"{slug}/problem.yaml: wall_s {raw['wall_s']}, expected at least twice cpu_s"
        )
    return Limits(
        cpu_s=min(float(raw["cpu_s"]), settings.GRADER_TIME_LIMIT_S),
        wall_s=min(float(raw["wall_s"]), settings.GRADER_WALL_LIMIT_S),
        memory_bytes=min(int(raw["memory_mib"]) * _MIB, settings.GRADER_MEMORY_LIMIT_BYTES),
        source_bytes=settings.GRADER_SOURCE_LIMIT_BYTES,
    )


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in _VERSIONED:
        digest.update((folder / name).read_bytes())
    for path in sorted(_imported_by(folder / "cases.py", folder.parent)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _imported_by(module: Path, root: Path) -> set[Path]:
    """Return what a module imports of this package, and what that imports, and so on."""
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        names = set(_IMPORT.findall(waiting.pop().read_text(encoding="utf-8"))) - _UNVERSIONED
        new = {root.joinpath(*name.split(".")).with_suffix(".py") for name in names} - found
        found |= new
        waiting += new
    return found


def _check(problem: Problem, slug: str, cases: ModuleType) -> None:
    if problem.slug != slug:
        raise ProblemError(f"{slug}/problem.yaml: slug {problem.slug!r}, expected {slug!r}")
    names = [group.name for group in problem.groups]
    strangers = {case.group for case in problem.visible_cases} - set(names)
    if strangers:
        raise ProblemError(f"{cases.__name__}: groups {sorted(strangers)}, expected {names}")
    if sum(group.weight for group in problem.groups) <= 0:
        raise ProblemError(f"{slug}/problem.yaml: weights sum to 0, expected more")
    for known in misconceptions_of(problem.solver):
        if _PLACEHOLDER in problem.explanations.get(known.id, known.explain):
            raise ProblemError(
                f"{slug}: the explanation of {known.id} has placeholders, expected own words for "
                "it in properties.EXPLANATIONS"
            )
