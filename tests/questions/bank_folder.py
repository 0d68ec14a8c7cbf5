"""A bank of small files in a temporary folder."""

from pathlib import Path

from tests.questions.engine.documents import DOCUMENT, PARTS

CODE = """
id: write-conv2d
title: Write conv2d
topic: code
level: 4
source: Original
prompt: Write it.
answer: {kind: code, problem: conv2d}
"""


def write_bank(folder: Path, **texts: str) -> Path:
    """Write files named by slug (underscores for hyphens) and return their folder."""
    for name, text in texts.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return folder


def write_small_bank(folder: Path) -> Path:
    """Write one question with an answer, one with parts and one with code."""
    return write_bank(folder, output_size=DOCUMENT, first_layer=PARTS, write_conv2d=CODE)
