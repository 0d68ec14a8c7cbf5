"""docs/question-documents.md holds: its example is certified, its table names every function."""

import re
from pathlib import Path

from questions.engine.certificate import certify
from questions.engine.document import load_question
from questions.engine.grid_functions import GRID_FUNCTIONS
from questions.engine.grid_reader import LARGEST_CELL, MOST_CELLS_IN_ALL
from questions.engine.grids import MOST_CELLS, MOST_CHANNELS, MOST_SIDE

PAGE = (Path(__file__).parents[3] / "docs" / "question-documents.md").read_text()


def test_the_example_of_the_page_is_certified():
    (document,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    certificate = certify(load_question(document, filename="example"))
    assert certificate.ok, certificate.problems
    assert certificate.n_variants > 700


def test_the_table_names_every_function_with_its_arguments():
    rows = dict(re.findall(r"^\| `(\w+)\((.*?)\)` \|", PAGE, re.MULTILINE))
    assert set(rows) == set(GRID_FUNCTIONS)
    for name, arguments in rows.items():
        given = arguments.split(", ")
        parameters = GRID_FUNCTIONS[name].parameters
        assert len(given) <= len(parameters)
        named = [argument.partition("=")[0] for argument in given if "=" in argument]
        assert set(named) <= set(parameters)


def test_the_bounds_of_the_page_are_those_of_the_code():
    text = " ".join(PAGE.split())
    assert f"{MOST_SIDE} rows, {MOST_SIDE} columns, {MOST_CHANNELS} channels" in text
    assert f"{MOST_CELLS:,} cells" in text
    assert f"between -{LARGEST_CELL} and {LARGEST_CELL}" in text
    assert f"at most {MOST_CELLS_IN_ALL:,} cells" in text
