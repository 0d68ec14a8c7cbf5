"""The words that may follow a number: units that belong, and multiples such as million."""

from fractions import Fraction

# Words of one row mean the same to a reader of these questions.
_FAMILIES = (
    ("px", "pixel", "pixels"),
    (
        "weight", "weights", "parameter", "parameters", "param", "params", "bias", "biases",
        "connection", "connections",
    ),
    ("neuron", "neurons", "unit", "units", "activation", "activations", "value", "values"),
    (
        "multiply-add", "multiply-adds", "multiply-accumulate", "multiply-accumulates", "mac",
        "macs", "multiplication", "multiplications", "operation", "operations",
    ),
    ("flop", "flops"),
    ("layer", "layers"),
    ("filter", "filters", "channel", "channels", "feature map", "feature maps", "map", "maps"),
    ("byte", "bytes", "b"),
    ("step", "steps", "position", "positions", "time", "times"),
    ("percent", "per cent", "%"),
)  # fmt: skip
_FAMILY_OF = {word: number for number, family in enumerate(_FAMILIES) for word in family}

_WORDS = {
    "thousand": 10**3,
    "million": 10**6,
    "millions": 10**6,
    "mio": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "billions": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
    "ki": 2**10,
    "mi": 2**20,
    "gi": 2**30,
}
# A letter may count in thousands or in 1024s: GoogLeNet's "112K" weights are 114,688.
_LETTERS = {"k": (10**3, 2**10), "K": (10**3, 2**10), "M": (10**6, 2**20), "G": (10**9, 2**30)}
_WORDS_FOR = {
    "k": ("thousand", "Ki"),
    "K": ("thousand", "Ki"),
    "M": ("million", "Mi"),
    "G": ("billion", "Gi"),
}


def belongs(words: str, unit: str) -> bool:
    """Tell whether words after a number are a unit that fits the question.

    Parameters
    ----------
    words : str
        What follows the number, such as ``"px"``.
    unit : str
        The unit of the question, or ``""`` when it names none: then any known unit fits.

    Returns
    -------
    bool
        True when the words may be dropped.
    """
    typed = words.casefold()
    if not unit:
        return typed in _FAMILY_OF and typed not in _FAMILIES[-1]
    asked = unit.casefold()
    return typed == asked or (typed in _FAMILY_OF and _FAMILY_OF[typed] == _FAMILY_OF.get(asked))


def is_unit(words: str) -> bool:
    """Tell whether the words are a unit that is known at all."""
    return words.casefold() in _FAMILY_OF


def multiples(word: str) -> tuple[Fraction, ...]:
    """Return what a word such as ``million`` multiplies with: nothing, one factor, or two.

    Parameters
    ----------
    word : str
        One word or letter after a number, in the case it was typed.

    Returns
    -------
    tuple of Fraction
        Empty when the word is no multiple; two factors for ``k``, ``M`` and ``G``, which may
        count in thousands or in 1024s.
    """
    if word in _LETTERS:
        return tuple(Fraction(factor) for factor in _LETTERS[word])
    factor = _WORDS.get(word.casefold())
    return () if factor is None else (Fraction(factor),)


def words_for(letter: str) -> tuple[str, str]:
    """Return the two words that say without doubt what ``k``, ``M`` or ``G`` may mean."""
    return _WORDS_FOR[letter]
