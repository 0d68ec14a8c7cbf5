"""A bank of several topics and levels for practice, and people's answers to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from questions.publishing import BANK_DIR
from tests.examcenter.publishing import publish_quickly

_OWN = Path(__file__).parent.parent / "bank"
_REAL = (
    "conv-output-size",
    "same-padding",
    "same-padding-even",
    "avg-pool-by-hand",
    "locality-idea",
    "field-of-named-networks",
)


@pytest.fixture(scope="session")
def bank_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the tests' own questions and some of the bank."""
    folder = tmp_path_factory.mktemp("practice-bank")
    for path in (*_OWN.glob("*.yaml"), *(BANK_DIR / f"{slug}.yaml" for slug in _REAL)):
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def bank(db: None, bank_folder: Path) -> None:
    """Publish the bank of practice."""
    publish_quickly(bank_folder)
