"""Cleans what a student typed before it is read; knows characters, not numbers."""

import unicodedata

from questions.answers.errors import AnswerFormatError

MAX_CHARACTERS = 200
_QUOTED_CHARACTERS = 40

_MINUS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
# Cyrillic ha is what "x" gives on a Russian keyboard.
_TIMES = "×✕✖⨯·⋅∙•∗*＊хХ"
_APOSTROPHES = "'\u2018\u2019\u02bc\u2032\uff07`´"
_REPLACED = {
    **dict.fromkeys(_MINUS, "-"),
    **dict.fromkeys(_TIMES, "×"),
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys("\u201c\u201d«»", '"'),
    **dict.fromkeys("，،、﹐", ","),
    **dict.fromkeys("．。﹒٫", "."),
    **dict.fromkeys("；؛", ";"),
    **dict.fromkeys("/／⁄∕÷", "/"),
    **dict.fromkeys("（⟨〈﹙", "("),
    **dict.fromkeys("）⟩〉﹚", ")"),
    **dict.fromkeys("［【", "["),
    **dict.fromkeys("］】", "]"),
    **dict.fromkeys("＝≈≅≃∼~～", "="),
    **dict.fromkeys("％٪﹪", "%"),
    **dict.fromkeys("＋﹢", "+"),
    **dict.fromkeys("＾", "^"),
    "٬": "'",  # the Arabic thousands separator is never a decimal mark
}
_LATEX = (
    ("\\times", "×"),
    ("\\cdot", "×"),
    ("\\,", " "),
    ("{,}", ","),
    ("**", "^"),
    ("$", " "),
)
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))
_RIGHT_TO_LEFT_OVERRIDE = "\u202e"
_BRACKETS = {"(": ")", "[": "]", "{": "}", "'": "'", '"': '"'}


def quote(text: str) -> str:
    """Return what was typed in quotation marks, shortened and without invisible characters.

    Parameters
    ----------
    text : str
        Anything a student sent, of any length.

    Returns
    -------
    str
        At most some forty characters of plain text; not escaped for HTML.
    """
    head = text[: 4 * _QUOTED_CHARACTERS]
    visible = "".join(_visible(character) for character in head)
    short = " ".join(visible.split())
    if len(short) > _QUOTED_CHARACTERS or len(text) > len(head):
        short = short[:_QUOTED_CHARACTERS].rstrip() + "…"
    return f"“{short}”"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    if category in ("Cf", "Mn", "Me"):
        return ""
    return "\ufffd" if category.startswith("C") else character


def clean(text: str, *, expected: str) -> str:
    """Return the text with one spelling for every digit, sign, space and bracket.

    Digits of every script become ASCII, superscripts become ``^``, invisible characters go,
    brackets around the whole and a leading ``name =`` are dropped.

    Parameters
    ----------
    text : str
        What the student typed.
    expected : str
        What the question asks for, as a phrase for the error.

    Returns
    -------
    str
        Not empty, without spaces at the ends.

    Raises
    ------
    AnswerFormatError
        If the text is empty, too long, or written backwards by an override character.
    """
    plain_text = clean_signs(text, expected=expected)
    stripped = _without_name(_without_brackets(_without_name(plain_text)))
    stripped = stripped.rstrip(".,;").strip()
    if not stripped:
        raise AnswerFormatError(
            "not_a_number", f"{quote(text)} holds no number. This asks for {expected}."
        )
    return stripped


def clean_signs(text: str, *, expected: str) -> str:
    """Return the text with one spelling for every digit, sign and space, brackets as they are.

    Parameters
    ----------
    text : str
        What the student typed.
    expected : str
        What the question asks for, as a phrase for the error.

    Returns
    -------
    str
        Not empty.

    Raises
    ------
    AnswerFormatError
        If the text is empty, too long, or written backwards by an override character.
    """
    if len(text) > MAX_CHARACTERS:
        raise AnswerFormatError(
            "too_long",
            f"Your answer has {len(text):,} characters, and at most {MAX_CHARACTERS} are read. "
            f"This asks for {expected}.",
        )
    refuse_reversed(text, expected=expected)
    for latex, plain in _LATEX:
        text = text.replace(latex, plain)
    plain_text = " ".join(plain_characters(text).split())
    if not plain_text:
        raise AnswerFormatError("empty", f"There is no answer yet. This asks for {expected}.")
    return plain_text


def refuse_reversed(text: str, *, expected: str) -> None:
    """Refuse a text that an override character shows backwards.

    Parameters
    ----------
    text : str
        What the student typed.
    expected : str
        What the question asks for, as a phrase for the error.

    Raises
    ------
    AnswerFormatError
        If the text holds such a character.
    """
    if _RIGHT_TO_LEFT_OVERRIDE in text:
        raise AnswerFormatError(
            "reversed_text",
            "Your answer holds an invisible character that shows it backwards, so what you see "
            f"is not what was sent. Type it again by hand: {expected}.",
        )


def plain_characters(text: str) -> str:
    """Return the text with one spelling for every digit, sign and bracket.

    Parameters
    ----------
    text : str
        What the student typed.

    Returns
    -------
    str
        Without invisible characters; blanks, tabs and line breaks stay.
    """
    pieces: list[str] = []
    is_raised = False
    for character in text:
        raised = _SUPERSCRIPTS.get(character)
        if raised is not None:
            pieces.append(raised if is_raised else "^" + raised)
            is_raised = True
            continue
        is_raised = False
        pieces.append(_plain_character(character))
    return "".join(pieces)


def _plain_character(character: str) -> str:
    if character in _REPLACED:
        return _REPLACED[character]
    if character.isascii():
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me"):
        return ""
    decomposition = unicodedata.decomposition(character)
    if decomposition.startswith("<fraction>"):
        return " " + unicodedata.normalize("NFKC", character).replace("⁄", "/")
    if decomposition.startswith(("<wide>", "<compat>", "<font>", "<noBreak>", "<circle>")):
        return unicodedata.normalize("NFKC", character)
    return character


def _without_brackets(text: str) -> str:
    while len(text) >= 2 and _BRACKETS.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return text


def _without_name(text: str) -> str:
    """Drop ``=``, ``out =`` or ``P =`` in front of the answer."""
    name, sign, rest = text.partition("=")
    if not sign:
        return text
    is_name = len(name) <= 20 and name.replace(" ", "").replace("_", "").isalpha()
    return rest.strip() if is_name or not name.strip() else text
