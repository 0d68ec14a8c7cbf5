"""The page of the bank lists what the bank holds."""

import re
from pathlib import Path

import pytest

from questions.management.bank_page import MARKER, Entry, write_page
from tests.questions.bank.test_bank import SLUGS, certificate_of, read

PAGE = Path(__file__).resolve().parents[3] / "docs" / "bank.md"
ANEW = "run `python manage.py write_bank_page`"


def listed():
    """Return the rows of the page's tables."""
    table = PAGE.read_text(encoding="utf-8").partition(MARKER)[2]
    return [line for line in table.splitlines() if re.match(r"\| \d", line)]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_page_has_the_questions_line(slug):
    line = Entry(read(slug), certificate_of(slug).certified.n_variants).line
    assert line in listed(), ANEW


def test_the_page_lists_no_other_question():
    rows = {slug: row for row in listed() for slug in re.findall(r"`([a-z0-9-]+)`", row)[:1]}
    assert sorted(rows) == SLUGS, ANEW
    n_variants = [int(row.split("|")[-2].replace(",", "")) for row in rows.values()]
    total = f"{len(rows)} questions with {sum(n_variants):,} certified variants."
    assert total in PAGE.read_text(encoding="utf-8"), ANEW


def test_the_page_is_sorted_by_topic_level_and_name():
    entries = [Entry(read(slug), 1) for slug in ("same-padding", "dense-weights", "conv2d")]
    page = write_page(f"Prose.\n\n{MARKER}\nold", entries)
    assert page.startswith(f"Prose.\n\n{MARKER}\n\n3 questions with 3 certified variants.\n")
    assert "old" not in page
    titles = re.findall("### (.*)", page)
    assert titles == ["Fully connected", "Padding", "Code"]


def test_a_page_without_its_marker_is_left_alone():
    with pytest.raises(ValueError, match="found no marker"):
        write_page("Prose.", [])
