"""Reports survive their way through JSON, whatever was returned."""

import json
from typing import Any

import numpy as np
import pytest

from grader.report import Report, ReportError, cell


def strict(report: Report) -> dict[str, Any]:
    """Return the report as a database gives it back; NaN, which JSON lacks, would raise."""
    stored: dict[str, Any] = json.loads(json.dumps(report.to_json(), allow_nan=False))
    return stored


def test_a_report_comes_back_from_json_as_it_was(grade):
    report = grade(lambda image, kernel, stride=1, padding=0: np.full((2, 3), np.nan))
    assert report.cases[0].figure is not None
    assert Report.from_json(strict(report)) == report


def test_results_that_are_not_finite_are_stored_as_words(grade):
    report = grade(lambda image, *_: np.array([[np.nan, np.inf], [-np.inf, 2.0]]))
    figure = report.cases[0].figure
    assert figure is not None
    assert figure.got == (("NaN", "∞"), ("-∞", 2))
    strict(report)


def test_it_refuses_a_report_of_another_version(grade):
    raw = strict(grade(lambda *_: None))
    with pytest.raises(ReportError, match="version 99.*expected 1"):
        Report.from_json({**raw, "version": 99})


@pytest.mark.parametrize(
    ("value", "shown"), [(2.0, 2), (-0.5, -0.5), (1 / 3, 0.333333), (1e20, 1e20), (np.uint8(7), 7)]
)
def test_cells_read_as_people_write_numbers(value, shown):
    assert cell(value) == shown
    assert type(cell(value)) is type(shown)
