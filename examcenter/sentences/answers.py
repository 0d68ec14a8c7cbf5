"""What ``questions.answers`` and ``questions.marking`` say to a student, as patterns."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

# From the particular to the general: the first that fits is taken.
_PROBLEMS = (
    _("There is no answer yet. Choose one of the options."),
    _("There is no answer yet. Tick all the options that are right: there is at least one."),
    _("There is no answer yet. This asks for %(expected)s."),
    _("There is no program yet."),
    _("Your program is longer than %(n)s KiB, the limit."),
    _("%(typed)s is none of the options. Choose one of the options."),
    _("%(typed)s is none of the options. Tick all the options that are right."),
    _(
        "Your answer has %(n)s characters, and at most %(most)s are read. This asks for "
        "%(expected)s."
    ),
    _(
        "Your answer holds an invisible character that shows it backwards, so what you see is not "
        "what was sent. Type it again by hand: %(expected)s."
    ),
    _("%(typed)s holds no number. This asks for %(expected)s."),
    _("%(typed)s is out of range. This asks for %(expected)s."),
    _(
        "%(typed)s may be a share or already a percentage, so it is not marked yet. Type %(first)s "
        "or type %(second)s, whichever you mean."
    ),
    _(
        "%(typed)s can be read in two ways, so it is not marked yet. Type %(first)s or type "
        "%(second)s, whichever you mean."
    ),
    _(
        "%(typed)s is not marked yet: %(letter)s may count in thousands or in 1024s. Type "
        "%(first)s or type %(second)s, whichever you mean, or every digit."
    ),
    _("%(typed)s has no value, whatever the numbers: look at what it divides by."),
    _("%(typed)s holds %(again)s more than once. If that is no slip, type %(listed)s."),
    _("%(typed)s is no value. There is at least one here: %(expected)s."),
    _("%(typed)s names the sizes. Type them in order, without names: %(expected)s."),
    _("%(typed)s leaves a size out. This asks for %(expected)s."),
    _("%(typed)s is one number. This asks for %(expected)s."),
    _("You typed one number, %(n)s. This asks for %(expected)s. If both are %(n)s, type %(same)s."),
    _("You typed one number, %(n)s. This asks for %(expected)s. If all are %(n)s, type %(same)s."),
    _("%(typed)s is read as %(size)s. This asks for two: %(expected)s."),
    _("%(typed)s is read as %(size)s. This asks for three: %(expected)s."),
    _("%(typed)s is read as %(size)s. This asks for four: %(expected)s."),
    _("%(typed)s opens and closes different numbers of brackets. This asks for %(expected)s."),
    _("%(typed)s has something beside its rows. This asks for %(expected)s."),
    _(
        "Row %(row)s, %(line)s, has commas and blanks between its numbers. Put blanks between the "
        "numbers, and a point before decimals."
    ),
    _(
        "Your %(n)s numbers stand in one row. Put each of the %(rows)s rows on a line of its own, "
        "or a semicolon between two rows."
    ),
    _("Row %(row)s has %(size)s, and this grid has %(n)s columns."),
    _("Row %(row)s has %(size)s, and row 1 has %(n)s."),
    _("Your answer has %(size)s, and this grid has %(n)s."),
    _(
        "Your grid has %(rows)s rows and %(columns)s columns, and at most %(most)s of each are "
        "read."
    ),
    _("Row %(row)s, column %(column)s is empty. Give every cell a number."),
    _("Row %(row)s, column %(column)s: %(problem)s"),
    _("%(typed)s %(why)s This asks for %(expected)s."),
    _("%(typed)s %(why)s"),
)
# What is wrong with a number or a formula, behind what was typed.
_REASONS = (
    _("is not a number that can be read."),
    _("holds several numbers."),
    _("has separators that mark neither groups of three nor decimals."),
    _("may be a whole number and a fraction, or one fraction: type it as a decimal."),
    _("divides by zero, which has no value."),
    _("has an exponent that is not a whole number."),
    _("is in %(typed)s; the answer is wanted without that unit."),
    _("is in %(typed)s; the answer is wanted in %(asked)s."),
    _("is more than one number."),
    _("is a calculation; type its result."),
    _("is a number followed by %(words)s."),
    _("has more than 18 digits; check the exponent."),
    _("is too close to zero; check the exponent."),
    _("is longer than a formula for this needs to be."),
    _("closes a bracket that is not open."),
    _("has more than one equals sign."),
    _("has a comma; write decimals with a point."),
    _("holds %(sign)s, which has no meaning here."),
    _("has more than %(n)s brackets in each other."),
    _("has two numbers without a sign between them."),
    _("has more than %(n)s powers in each other."),
    _("ends where a quantity or a number is missing."),
    _("holds a number with too many digits."),
    _("uses %(name)s. The quantities here are %(names)s."),
    _("closes a bracket where a quantity is missing."),
    _("holds %(sign)s where a quantity is missing."),
    _("needs brackets after %(name)s."),
    _("gives %(name)s too few numbers."),
    _("opens a bracket %(sign)s that is not closed."),
)
# What is asked for, and parts of it.
# The name of an answer that its author gave none.
_LABELS = (_("Answer"),)
_EXPECTED = (
    _("one of the options"),
    _("all the options that are right"),
    _("a number there"),
    _("a percentage, such as 12.5 %"),
    _("a fraction, such as 3/4"),
    _("a fraction in lowest terms, such as 3/4"),
    _("a whole number, such as 1250"),
    _("a whole number of %(name)s, such as 1250"),
    _("a whole number up to %(most)s"),
    _("a whole number from %(least)s on"),
    _("a whole number from %(least)s to %(most)s"),
    _("a whole number"),
    _("a number, such as 1250 or 12.5"),
    _("a number in %(name)s, such as 1250 or 12.5"),
    _("a number with %(n)s significant figure, such as %(example)s"),
    _("a number with %(n)s significant figures, such as %(example)s"),
    _("a number in %(name)s with %(n)s significant figure, such as %(example)s"),
    _("a number in %(name)s with %(n)s significant figures, such as %(example)s"),
    _("a number with %(n)s decimal place, such as %(example)s"),
    _("a number with %(n)s decimal places, such as %(example)s"),
    _("a number in %(name)s with %(n)s decimal place, such as %(example)s"),
    _("a number in %(name)s with %(n)s decimal places, such as %(example)s"),
    _("a formula in %(names)s, such as %(example)s"),
    _("a grid of numbers, row by row, such as 1 2; 3 4"),
    _("%(rows)s x %(columns)s numbers, row by row, such as 1 2; 3 4"),
    _("all values of %(name)s, such as %(example)s, or none"),
    _("all values of %(name)s, such as %(example)s"),
    _("a Python program"),
    # Such as: height x width x channels.
    _("%(names)s, such as %(example)s"),
)
_SIZES = (
    _("1 number"),
    _("%(n)s numbers"),
    _("1 row"),
    _("%(n)s rows"),
    _("1 column"),
    _("%(n)s columns"),
    _("two sizes, %(sizes)s"),
    _("three sizes, %(sizes)s"),
    _("four sizes, %(sizes)s"),
    _("five sizes, %(sizes)s"),
    _("%(n)s sizes"),
)
_PRECISION = (
    _("This asks for %(n)s decimal place."),
    _("This asks for %(n)s decimal places."),
    _("This asks for the exact value; a fraction such as 10/3 is understood."),
    _("Give more digits."),
)
_GO_THROUGH = (
    _(
        "Go through the calculation once more, one step at a time, with the numbers of this "
        "question."
    ),
)
_ON_A_FORMULA = (
    _(
        "For %(names)s your formula gives %(result)s. Work that case out by hand and compare. It "
        "is right on %(n)s of %(total)s tuples."
    ),
    _(
        "For %(names)s your formula has no value. Work that case out by hand and compare. It is "
        "right on %(n)s of %(total)s tuples."
    ),
    _("For %(names)s your formula gives %(result)s. Work that case out by hand and compare."),
    _("For %(names)s your formula has no value. Work that case out by hand and compare."),
)
# Advice on an answer that was read and is not right, or not fully.
_ADVICE = (
    _("The result here is more than zero. Check the order of the subtraction and the signs."),
    _("Your value is right, but it is rounded too far. %(precision)s Round only at the end."),
    _("Your value is right but for its last figure: round the result, do not cut it."),
    _("Your value is right. This asks for %(n)s significant figure, and it has %(found)s of them."),
    _(
        "Your value is right. This asks for %(n)s significant figures, and it has %(found)s of "
        "them."
    ),
    _("Your value is right. This asks for %(n)s significant figure, and it is a fraction."),
    _("Your value is right. This asks for %(n)s significant figures, and it is a fraction."),
    _("That is the right value, rounded. This asks for the exact whole number: type every digit."),
    _(
        "That is not a whole number, and this asks for one. Look at the step that leaves a "
        "fraction: what does the question say happens to it?"
    ),
    _(
        "A size is a whole number. Look at the step that leaves a fraction: what does the question "
        "say happens to it?"
    ),
    _("The sizes are right, in another order: this asks for %(names)s."),
    _("The %(good)s is right. Look at the %(bad)s again."),
    _("The %(good)s are right. Look at the %(bad)s again."),
    _(
        "The value is right. This asks for lowest terms: divide both numbers by what they have in "
        "common."
    ),
    _("Your value is right, but it is rounded. Type the fraction itself, with a slash."),
    _("Your fraction is upside down: what is the share of what?"),
    _("That is the rest, up to 1. Read again which share is asked for."),
    _(
        "Your grid has %(size)s and %(size2)s, which is not its size yet. Count the positions of "
        "the window first, along a column and along a row."
    ),
    _("None of the %(n)s cells is right yet. %(advice)s"),
    _(
        "%(n)s of %(total)s cells is right. The first one to look at again is in row %(row)s, "
        "column %(column)s; row 1, column 1 is the top left."
    ),
    _(
        "%(n)s of %(total)s cells are right. The first one to look at again is in row %(row)s, "
        "column %(column)s; row 1, column 1 is the top left."
    ),
    _(
        "Every value that you give is right, and there are more. Try each one that the question "
        "allows."
    ),
    _(
        "%(listed)s is not among the values that the question looks at: they go from %(least)s to "
        "%(most)s."
    ),
    _(
        "%(listed)s are not among the values that the question looks at: they go from %(least)s to "
        "%(most)s."
    ),
    _("You ticked one option that is not right:"),
    _("You ticked %(n)s options that are not right:"),
    _("What you ticked is right, and something is still missing."),
    _("A part of it counts."),
    _("%(formula)s It does not use %(name)s: does the result not depend on it?"),
    _("%(listed)s is not right."),
    _("%(listed)s are not right."),
    _(
        "Your answer, %(typed)s, fits two different mistakes; from the answer alone nobody can "
        "tell which one it is."
    ),
    _(
        "Your answer, %(typed)s, fits three different mistakes; from the answer alone nobody can "
        "tell which one it is."
    ),
    _(
        "Your answer, %(typed)s, fits %(n)s different mistakes; from the answer alone nobody can "
        "tell which one it is."
    ),
    _(
        "%(typed)s is right for the earlier value that you gave. Your method is right, so this "
        "earns full points, although the earlier value is not right yet."
    ),
)
# What may stand in a place of another sentence, by the name of the place.
PHRASES = {
    "why": _REASONS,
    "expected": _EXPECTED,
    "size": _SIZES,
    "precision": _PRECISION,
    "advice": _GO_THROUGH,
    "formula": _ON_A_FORMULA,
    "problem": _PROBLEMS[-2:],
}
ANSWERS = (*_PROBLEMS, *_GO_THROUGH, *_ON_A_FORMULA, *_ADVICE, *_EXPECTED, *_LABELS)
