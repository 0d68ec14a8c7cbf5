"""Holds the tree to DESIGN's rules that import contracts cannot see."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
BOXES = ("questions", "grader", "examcenter")
# Left may import right, never back.
HEIGHT = {"questions": 0, "grader": 1, "examcenter": 2}


def python_files(*folders: str) -> list[Path]:
    """Return the tracked and new Python files below the folders, migrations left out."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    files = [ROOT / name for name in listing if name.endswith(".py")]
    return [path for path in files if path.exists() and "migrations" not in path.parts]


def imported_modules(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the absolute name and the line of every import in a file."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join((*base, node.module or "")).strip("."), node.lineno


def is_student_code(path: Path) -> bool:
    """Tell sample submissions, which are data, from the project's own modules."""
    parts = set(path.relative_to(ROOT).parts)
    return bool(parts & {"attacks", "submissions", "wrong", "reference"})


def box_of(module: str) -> str | None:
    """Return the box that a module belongs to, if it is one of ours."""
    head = module.split(".")[0]
    return head if head in HEIGHT else None


def test_foreign_keys_point_down() -> None:
    """A table may refer to its own box or one below, as imports may."""
    upward = []
    n_relations = 0
    for model in apps.get_models():
        box = box_of(model.__module__)
        if box is None:
            continue
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and field.related_model):
                continue
            target = box_of(field.related_model.__module__)
            n_relations += 1
            if target is not None and HEIGHT[target] > HEIGHT[box]:
                upward.append(f"{model._meta.label}.{field.name} -> {field.related_model}")
    assert n_relations > 5, "the walk over the models found too little to mean anything"
    assert upward == []


@pytest.mark.parametrize("folder", ["questions/solver", "grader/sandbox"])
def test_what_runs_beside_student_code_imports_only_the_standard_library_and_numpy(
    folder: str,
) -> None:
    own = folder.replace("/", ".")
    # The base class of the box's errors, itself three lines of plain Python.
    own_errors = f"{own.split('.')[0]}.errors"
    allowed = set(sys.stdlib_module_names) | {"numpy"}
    foreign = [
        f"{path.relative_to(ROOT)}:{line} {module}"
        for path in python_files(folder)
        for module, line in imported_modules(path)
        if module.split(".")[0] not in allowed
        and module != own_errors
        and not module.startswith(own)
    ]
    assert python_files(folder)
    assert foreign == []


def test_no_box_is_imported_from_below_even_inside_functions() -> None:
    upward = []
    for path in python_files(*BOXES):
        if is_student_code(path):
            continue
        box = path.relative_to(ROOT).parts[0]
        for module, line in imported_modules(path):
            target = box_of(module)
            if target is not None and HEIGHT[target] > HEIGHT[box]:
                upward.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert upward == []


def test_every_module_says_what_it_is_in_its_first_line() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files(*BOXES, "tests", "scripts")
        if not is_student_code(path) and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    nameless = {"utils.py", "helpers.py", "common.py", "managers.py", "misc.py"}
    found = [str(path.relative_to(ROOT)) for path in python_files(*BOXES) if path.name in nameless]
    assert found == []


def test_no_file_names_a_package_index() -> None:
    """Locks hold names, versions and hashes; where to fetch from is the machine's matter."""
    # Written in halves, so that this file does not find itself.
    needles = [
        head + tail
        for head, tail in (
            ("--index-", "url"),
            ("--extra-index-", "url"),
            ("files.", "pythonhosted"),
            ("registry.", "npmjs"),
            ('"resolved', '": "http'),
        )
    ]
    listing = subprocess.run(
        ["git", "grep", "-nIF", *(part for needle in needles for part in ("-e", needle))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert listing.returncode == 1, listing.stdout
