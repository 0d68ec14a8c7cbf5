"""Proofs here grade one solution at a time: the sandbox in this process captures one print."""

import pytest

from grader.proving import proof


@pytest.fixture(autouse=True)
def _one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "N_AT_ONCE", 1)
