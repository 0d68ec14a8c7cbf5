"""The verdict table and the page made from it."""

from pathlib import Path

import pytest

from grader.errors import UnknownVerdict
from grader.verdicts import VERDICTS, get_verdict, render_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "verdicts.md"


def test_the_page_in_the_docs_is_the_rendered_table():
    assert PAGE.read_text(encoding="utf-8") == render_page()


def test_every_verdict_has_words_and_a_sign():
    for code, row in VERDICTS.items():
        assert row.code == code
        assert row.title and row.help.endswith(".") and row.sign


def test_only_what_is_not_the_students_doing_uses_up_no_try():
    free = {row.code for row in VERDICTS.values() if not row.counts_as_attempt}
    assert free == {"refused", "system_error", "not_run"}


def test_only_a_fault_of_ours_is_tried_again():
    assert [row.code for row in VERDICTS.values() if not row.is_final] == ["system_error"]


def test_it_names_the_known_codes_when_one_is_unknown():
    with pytest.raises(UnknownVerdict, match="'perfect'.*accepted, wrong_answer"):
        get_verdict("perfect")
