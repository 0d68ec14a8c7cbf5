"""What the judge says about a program, as patterns."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

# Behind the name of the case that the first failure was in.
_ON_A_CALL = (
    _("Your function raised an exception."),
    _("Your function returned None, expected a NumPy array. Is the return missing?"),
    _("Your function returned None, expected a whole number. Is the return missing?"),
    _("Your function returned None, expected a tuple of whole numbers. Is the return missing?"),
    _(
        "Your function returned %(found)s, expected a whole number, int. Divide with //, which "
        "gives whole numbers, and not with /."
    ),
    _(
        "Your function returned %(found)s, expected a tuple of whole numbers. Divide with //, "
        "which gives whole numbers, and not with /."
    ),
    _("Your function returned an object of another type, expected numpy.ndarray of float64."),
    _("Your function returned %(found)s, expected numpy.ndarray of float64."),
    _("Your function returned %(found)s, expected a whole number, int."),
    _("Your function returned %(found)s, expected a tuple of whole numbers."),
    _(
        "Your array holds %(found)s, expected float64: the inputs have fractions, which whole "
        "numbers cut off. Make the output array with dtype float."
    ),
    _("Your array holds %(found)s, expected float64."),
    _("Your output has the shape %(found)s, expected %(wanted)s."),
    _("Your output has another number of dimensions than the expected one."),
    _("Your output has another number of dimensions than the expected two."),
    _("Your output has another number of dimensions than the expected three."),
    _("Your output has another number of dimensions than the expected four."),
    _("Your output has %(one)s and %(other)s."),
    _("Your output has %(one)s."),
    _("Your output holds NaN or infinity where finite numbers are expected."),
    _("Your number is not the expected one."),
    _("The shape is right. Every number differs from the expected one."),
    _("The shape is right. Some numbers differ from the expected one."),
    _("Your number is %(found)s, expected %(wanted)s."),
    _(
        "%(n)s of %(total)s numbers differ. The first is in %(where)s, counted from 0: yours is "
        "%(found)s, expected %(found2)s."
    ),
    _("An exception of your own (line %(line)s)"),
    _("An exception of your own"),
)
_HOW_MANY = (
    _("one row too many"),
    _("one row too few"),
    _("several rows too many"),
    _("several rows too few"),
    _("one column too many"),
    _("one column too few"),
    _("several columns too many"),
    _("several columns too few"),
    _("one channel too many"),
    _("one channel too few"),
    _("several channels too many"),
    _("several channels too few"),
    _("one image too many"),
    _("one image too few"),
    _("several images too many"),
    _("several images too few"),
    _("one number too many"),
    _("one number too few"),
    _("several numbers too many"),
    _("several numbers too few"),
)
_KEPT = (_("Your code is stored and nothing is lost; this page goes on by itself."),)
_ON_A_RUN = (
    _("Every case passes."),
    _("The judge failed, not your code."),
    _("Your source has no function %(name)s that can be called."),
    _("Your code ran for more than %(n)s s, all cases together."),
    _("Your code needed more than %(n)s MiB of memory."),
    _("Your code printed or returned more than is taken."),
    _("Your code tried something that is not allowed here, and was stopped."),
    _("Your code ended the Python process before all cases had run."),
    _("Your source has %(n)s bytes, at most %(most)s are taken."),
    _(
        "Your source is not UTF-8: byte %(n)s is %(found)s. Save the file as UTF-8 and send it "
        "again."
    ),
    _("Your source holds a NUL character in line %(line)s, expected text. Is this the file?"),
    _("Your source is empty, expected a Python function."),
    _(
        "Character %(n)s of your source is half of a pair (a lone surrogate) and cannot be written "
        "as UTF-8."
    ),
    _("The grading service is not running at the moment. %(kept)s"),
    _("Code cannot be run safely at the moment, so it waits rather than being run. %(kept)s"),
    _("You are next."),
    _("You are number %(n)s in the queue."),
    _("Received"),
    _("Your result page says when the verdict is shown."),
    _("Running"),
    _("Your code is being run now."),
    _("Waiting"),
    _("Your code is stored and waits for its turn."),
)
# What the grids of a call are called.
_GRIDS = (
    *(_("image"), _("kernel"), _("output"), _("expected"), _("yours"), _("difference")),
    _("returns"),
)
# The table of verdicts: a test holds that each of its texts is here.
_VERDICTS = (
    _("Accepted"),
    _("Every case passed."),
    _("Wrong answer"),
    _(
        "Your function ran and returned an array of the right shape, but some numbers in it "
        "are not the expected ones. Compare with a visible case by hand, one window at a "
        "time."
    ),
    _("Wrong shape"),
    _(
        "The array that came back has another shape than expected. Check the formula of the "
        "output size: rows and columns each have their own."
    ),
    _("Wrong type"),
    _(
        "Something else than a NumPy array of the expected number type came back. Look at "
        "what your function returns, and at the dtype of the output array you make."
    ),
    _("Input changed"),
    _(
        "The result is right, but your function wrote into an array that it was given. Work "
        "on a copy: whoever calls a function still needs their image afterwards."
    ),
    _("Runtime error"),
    _("Your code stopped with an exception or a crash. The type and your own line are shown."),
    _("Not run"),
    _(
        "The source could not be run at all: a syntax error, an encoding other than UTF-8, a "
        "file that is too large, or no function of the asked name. This uses up no try."
    ),
    _("Time limit"),
    _(
        "Your code used more time than allowed. Look for a loop that never ends, or for work "
        "that is repeated for every output cell. Before this counts, your code is run a "
        "second time, alone on the machine: the load of others is not held against you. Both "
        "are one try."
    ),
    _("Memory limit"),
    _("Your code asked for more memory than allowed. Look for an array that grows in a loop."),
    _("Output limit"),
    _("Your code printed, or returned, far more than allowed. Remove the prints from your loops."),
    _("Not allowed"),
    _(
        "Your code tried something that no solution needs, such as starting programs or "
        "opening connections. The run was stopped and a teacher can see it."
    ),
    _("Our fault"),
    _(
        "The judge failed, not your code. It tries again by itself; when that does not help, "
        "a teacher is told. It costs you neither points nor a try."
    ),
    _("Not reached"),
    _("An earlier case ended the run, so this one was never called."),
)
PHRASES = {"one": _HOW_MANY, "other": _HOW_MANY, "told": _ON_A_CALL, "kept": _KEPT}
JUDGING = (*_ON_A_RUN, *_VERDICTS, *_GRIDS, *_ON_A_CALL, _("%(name)s: %(told)s"))
