"""What the authors' commands share: files by slug, variants of files, printing as JSON.

Works on the files of the bank; no command of authors needs a database.
"""

import json
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from questions.engine.certified import Certified
from questions.engine.errors import OutsideDomainError, list_choices, shorten
from questions.engine.library import SUFFIX, QuestionFile, read_file, read_folder
from questions.engine.question import Question
from questions.engine.survey import survey_domain
from questions.engine.templates import plain
from questions.engine.variants import Variant, variant_at, variant_with
from questions.publishing import BANK_DIR

LONGEST_PARAMS = 4000
BAD_USAGE = 2


def bad_usage(message: str) -> CommandError:
    """Return the error of a command that was called wrongly."""
    return CommandError(message, returncode=BAD_USAGE)


def add_question_argument(parser: ArgumentParser, *, nargs: str | None = None) -> None:
    """Add the question: a slug of the bank, or a file."""
    parser.add_argument(
        "question", nargs=nargs, help="slug of a question of the bank, or a YAML file"
    )


def find_files(names: Sequence[str]) -> list[QuestionFile]:
    """Return the files that slugs or paths name; without names, the whole bank."""
    if not names:
        return read_folder(BANK_DIR)
    paths = [_find_path(name) for name in names]
    # In the bank a file is found by its slug; elsewhere an author may call it anything.
    return [read_file(path, is_draft=path.resolve().parent != BANK_DIR.resolve()) for path in paths]


def _find_path(name: str) -> Path:
    is_path = name.endswith(SUFFIX) or "/" in name
    path = Path(name) if is_path else BANK_DIR / f"{name}{SUFFIX}"
    if not path.is_file():
        slugs = [file.stem for file in BANK_DIR.glob(f"*{SUFFIX}")]
        expected = "a file" if is_path else list_choices(name, slugs)
        raise bad_usage(f"question: found {shorten(name)!r}, expected {expected}")
    return path


def load_certified(name: str) -> Certified:
    """Return a question of the bank with its variants, whether or not it could be published."""
    file = find_files([name])[0]
    if file.question is None:
        raise bad_usage("\n".join(str(problem) for problem in file.problems))
    survey = survey_domain(file.question)
    if survey.failures:
        failure = survey.failures[0]
        at = ", ".join(f"{name}={value}" for name, value in failure.params.items())
        raise bad_usage(f"{file.path.name}: {failure.check}: {failure.detail} (at {at})")
    return Certified(file.question, survey.numbers)


def read_params(text: str) -> Mapping[str, object]:
    """Return the parameters of ``--params``."""
    if len(text) > LONGEST_PARAMS:
        raise bad_usage(
            f"--params: found {len(text)} characters, expected at most {LONGEST_PARAMS}"
        )
    try:
        params = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise bad_usage(f"--params: found {shorten(text)!r} ({error}), expected JSON") from None
    if not isinstance(params, dict):
        raise bad_usage(f"--params: found {shorten(text)}, expected a JSON object")
    return params


def variant_with_params(certified: Certified, text: str) -> Variant:
    """Return the variant of ``--params``."""
    try:
        return variant_with(certified, read_params(text))
    except OutsideDomainError as error:
        raise bad_usage(str(error)) from None


def variant_of_index(certified: Certified, index: int) -> Variant:
    """Return the variant of ``--variant``."""
    try:
        return variant_at(certified, index)
    except IndexError:
        last = certified.n_variants - 1
        expected = f"0 to {last}" if last >= 0 else "no variant, there is none"
        raise bad_usage(f"--variant: found {index}, expected {expected}") from None


def find_part(question: Question, name: str | None) -> str:
    """Return the name of the part that is asked for; the only one if none is named."""
    names = [part.name for part in question.parts]
    if name is None and len(names) == 1:
        return names[0]
    if name not in names:
        found = "nothing" if name is None else repr(name[:40])
        raise bad_usage(f"--part: found {found}, expected {list_choices(name or '', names)}")
    return name


def as_text(value: object) -> str:
    """Return an answer on one line; the rows of a matrix as a student types them."""
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return "; ".join(" ".join(map(plain, row)) for row in value)
    return str(value)


def to_json(data: Any) -> str:
    """Return JSON for people and programs."""
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
