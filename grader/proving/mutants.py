"""Derives wrong programs from a right one: one small change of its syntax tree at a time."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.errors import ProblemError
from grader.proving.mutations import OPERATORS, names_of
from grader.proving.solutions import Solution


@dataclass(frozen=True)
class Mutant:
    """A changed program: which operator changed what, in which line of which reference."""

    reference: str
    operator: str
    line: int
    change: str
    source: str

    @property
    def name(self) -> str:
        """Return where it is and what was changed, for people."""
        return f"{self.reference}:{self.line} {self.operator}: {self.change}"


@dataclass(frozen=True)
class _Site:
    """A place in the tree that holds a node."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def derive_mutants(references: Sequence[Solution], function: str) -> list[Mutant]:
    """Return all mutants of all references, without those that read alike once unparsed."""
    seen = {_plain(reference, function)[1] for reference in references}
    mutants = []
    for reference in references:
        for mutant in _derive(reference, function):
            if mutant.source not in seen:
                seen.add(mutant.source)
                mutants.append(mutant)
    return mutants


def take_sample(mutants: Sequence[Mutant], size: int) -> list[Mutant]:
    """Return evenly spread mutants: the same ones whenever the references are the same."""
    if size >= len(mutants):
        return list(mutants)
    return [mutants[position * len(mutants) // size] for position in range(size)]


def _plain(reference: Solution, function: str) -> tuple[ast.Module, str]:
    """Return a reference without statements that only print, and how it reads."""
    tree = ast.parse(reference.source)
    tree.body = [node for node in tree.body if not isinstance(node, ast.Expr)]
    if not any(isinstance(n, ast.FunctionDef) and n.name == function for n in tree.body):
        raise ProblemError(f"{reference.name}.py: no function {function} is defined at its top")
    return tree, ast.unparse(tree)


def _derive(reference: Solution, function: str) -> Iterator[Mutant]:
    tree, _ = _plain(reference, function)
    target = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function)
    names = names_of(target)
    whole = _Site(tree, "body", tree.body.index(target), target)
    for site in [whole, *_sites(target)]:
        for operator, mutate in OPERATORS.items():
            for replacement in mutate(site.node, names):
                line, change = getattr(site.node, "lineno", 0), _say(site.node, replacement)
                site.put(replacement)
                try:
                    source = ast.unparse(ast.fix_missing_locations(tree))
                finally:
                    site.put(site.node)
                yield Mutant(reference.name, operator, line, change, source)


def _sites(parent: ast.AST) -> Iterator[_Site]:
    for field, value in ast.iter_fields(parent):
        children = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, node in children:
            if isinstance(node, ast.AST):
                yield _Site(parent, field, index, node)
                yield from _sites(node)


def _say(before: ast.AST, after: ast.AST) -> str:
    if isinstance(after, ast.FunctionDef):
        return f"first of all {_short(after.body[0])}"
    return f"{_short(before)} -> {_short(after)}"


def _short(node: ast.AST) -> str:
    try:
        text = ast.unparse(node)
    except (AttributeError, ValueError, KeyError):
        text = type(node).__name__
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:37]}..."
