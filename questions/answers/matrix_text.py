"""Reads a grid of numbers as people type or paste it: lines, tabs, commas, brackets, LaTeX."""

import re
from collections.abc import Sequence

from questions.answers.errors import AnswerFormatError
from questions.answers.numbers import read_number, to_plain
from questions.answers.text import plain_characters, quote, refuse_reversed

MAX_CHARACTERS = 8_000
MOST_SIDE = 32

_PLAIN_NUMBER = re.compile(r"[-+]?[0-9]{1,15}")
_LATEX_EDGE = re.compile(r"\\(?:begin|end)\{[A-Za-z]{1,12}\*?\}|\$")
_CALL = re.compile(r" *(?:[A-Za-z_]\w{0,20} *=)? *(?:(?:np\.)?(?:array|matrix)(?=\())?")
_INNER = re.compile(r"\[([^\[\]]*)\]")
_LINES = re.compile(r"[\n;]")
_DECIMAL_COMMA = re.compile(r"[0-9],[0-9]")


def read_matrix(
    text: str, *, expected: str, size: tuple[int, int] = (0, 0)
) -> tuple[tuple[float, ...], ...]:
    """Return the rows of a grid of numbers.

    Parameters
    ----------
    text : str
        What the student typed or pasted. Rows end at line breaks or semicolons, or stand in
        brackets; cells are separated by tabs, commas or blanks.
    expected : str
        What the question asks for, as a phrase for the error.
    size : (int, int), default=(0, 0)
        Rows and columns that the page shows; zeros where the size is part of the answer.

    Returns
    -------
    tuple of tuple of float
        The rows, all of one length; whole numbers as int.

    Raises
    ------
    AnswerFormatError
        If the text is no grid of numbers, or not one of the size that the page shows.

    Examples
    --------
    >>> read_matrix("1 2; 3 4.5", expected="a grid of numbers")
    ((1, 2), (3, 4.5))
    >>> read_matrix("[[-1, 0], [0, 1]]", expected="a grid of numbers", size=(2, 2))
    ((-1, 0), (0, 1))
    """
    if len(text) > MAX_CHARACTERS:
        raise AnswerFormatError(
            "too_long",
            f"Your answer has {len(text):,} characters, and at most {MAX_CHARACTERS:,} are read. "
            f"This asks for {expected}.",
        )
    refuse_reversed(text, expected=expected)
    plain = _plain(text)
    lines = _split_rows(plain, text, expected)
    if not lines or not plain.strip():
        raise AnswerFormatError("empty", f"There is no answer yet. This asks for {expected}.")
    rows = [_split_cells(line, place, size[1]) for place, line in enumerate(lines)]
    _check_size(rows, size)
    return tuple(
        tuple(_read_cell(cell, i, j) for j, cell in enumerate(row)) for i, row in enumerate(rows)
    )


def _plain(text: str) -> str:
    """Return the text with one spelling for digits, signs, brackets and the ends of lines."""
    for latex, plain in (("\\\\", "\n"), ("&", "\t"), ("\r\n", "\n")):
        text = text.replace(latex, plain)
    text = "\n".join(_LATEX_EDGE.sub("", text).splitlines())
    text = plain_characters(text)
    call = _CALL.match(text)
    text = text[call.end() :] if call else text
    return text.translate(str.maketrans("(){}|", "[][]\t"))


def _split_rows(text: str, typed: str, expected: str) -> list[str]:
    if "[" in text or "]" in text:
        if text.count("[") != text.count("]"):
            raise AnswerFormatError(
                "unbalanced",
                f"{quote(typed)} opens and closes different numbers of brackets. "
                f"This asks for {expected}.",
            )
        groups = _INNER.findall(text)
        between = _INNER.sub("", text)
        if set(between) - set("[], ;\n\t"):
            raise AnswerFormatError(
                "not_a_grid",
                f"{quote(typed)} has something beside its rows. This asks for {expected}.",
            )
        if len(groups) > 1 or "[" in between:
            return [" ".join(group.split("\n")) if group.strip() else "," for group in groups]
        text = groups[0] if groups else ""
    # A line of tabs is a row of empty cells.
    return [line.strip(" ") for line in _LINES.split(text) if line.strip() or "\t" in line]


def _split_cells(line: str, place: int, n_columns: int) -> list[str]:
    """Return the texts of the cells of one line; the strongest separator that is there decides."""
    if "\t" in line:
        return _split_at("\t", line, n_columns)
    by_blanks = line.split()
    if "," not in line:
        return by_blanks
    by_commas = _split_at(",", line, n_columns)
    if not _DECIMAL_COMMA.search(line) or len(by_blanks) == 1:
        return by_commas
    if any(" " in cell for cell in by_commas):
        # 0,5 1,5 has decimal commas; with a comma between the cells as well nobody can tell.
        if all(_DECIMAL_COMMA.search(cell) or "," not in cell for cell in by_blanks):
            return by_blanks
        raise AnswerFormatError(
            "ambiguous_separator",
            f"Row {place + 1}, {quote(line)}, has commas and blanks between its numbers. Put "
            "blanks between the numbers, and a point before decimals.",
        )
    return by_commas


def _split_at(separator: str, line: str, n_columns: int) -> list[str]:
    """Return the cells of a line; a separator at its end need not begin another one."""
    cells = [cell.strip() for cell in line.split(separator)]
    return cells[:-1] if not cells[-1] and len(cells) != n_columns else cells


def _check_size(rows: Sequence[Sequence[str]], size: tuple[int, int]) -> None:
    n_rows, n_columns = size
    if n_rows and len(rows) == 1 and len(rows[0]) == n_rows * n_columns > n_columns:
        raise AnswerFormatError(
            "one_line",
            f"Your {len(rows[0])} numbers stand in one row. Put each of the {n_rows} rows on a "
            "line of its own, or a semicolon between two rows.",
        )
    for place, row in enumerate(rows):
        wanted = n_columns or len(rows[0])
        if len(row) != wanted:
            like = f"this grid has {wanted} columns" if n_columns else f"row 1 has {wanted}"
            raise AnswerFormatError(
                "ragged", f"Row {place + 1} has {count_of(len(row), 'number')}, and {like}."
            )
    if n_rows and len(rows) != n_rows:
        raise AnswerFormatError(
            "wrong_rows",
            f"Your answer has {count_of(len(rows), 'row')}, and this grid has {n_rows}.",
        )
    if len(rows) > MOST_SIDE or len(rows[0]) > MOST_SIDE:
        raise AnswerFormatError(
            "too_large",
            f"Your grid has {len(rows)} rows and {len(rows[0])} columns, and at most {MOST_SIDE} "
            "of each are read.",
        )


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun.

    Parameters
    ----------
    number : int
        How many.
    noun : str
        In the singular.

    Returns
    -------
    str
        Such as ``1 row`` or ``2 rows``.
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _read_cell(cell: str, row: int, column: int) -> float:
    if _PLAIN_NUMBER.fullmatch(cell):
        return int(cell)
    where = f"Row {row + 1}, column {column + 1}"
    if not cell:
        raise AnswerFormatError("empty_cell", f"{where} is empty. Give every cell a number.")
    try:
        return to_plain(read_number(cell, expected="a number there", is_whole=False))
    except AnswerFormatError as error:
        raise AnswerFormatError(error.code, f"{where}: {error}") from None
