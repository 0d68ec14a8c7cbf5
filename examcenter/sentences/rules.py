"""The rules of comparison that a receipt quotes, and what the workbench notes, as patterns."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

RULES = (
    _("The whole number has to be exactly the key."),
    _("The number has to be exactly the key."),
    _("The number has to be the key, rounded to %(n)s significant figures."),
    _(
        "The number may differ from the key by at most %(least)s or %(percent)s %% of the key, "
        "whichever is more."
    ),
    _("The number may differ from the key by at most %(most)s."),
    _("The fraction has to be exactly the key, in lowest terms."),
    _("The fraction has to be exactly the key; 6/8 and 0.75 are 3/4."),
    _("The option has to be the one that is true."),
    _("All right values and no other have to be there; their order does not matter."),
    _(
        "All right options and no other earn everything. Otherwise the share of the right options "
        "that are ticked, less the share of the wrong ones, counts if it is more than one half."
    ),
    _("Every size has to be exactly the key, in the order %(names)s."),
    _("Every cell has to be exactly the key."),
    _("The size and every cell have to be exactly the key."),
    _("Every cell has to be right; a cell may differ from the key by at most %(most)s."),
    _(
        "The size and every cell have to be right; a cell may differ from the key by at most "
        "%(most)s."
    ),
    _("The formula has to give the key's value on all %(n)s tuples of numbers."),
    _("The program has to give the right output on every case of the grader."),
    _("%(least)s to %(most)s"),
    _(
        "The proof needs more than %(n)s MB of memory. Make the domain smaller: fewer values of a "
        "parameter, or more requirements."
    ),
    _("The proof took more than %(n)s seconds. Make the domain smaller."),
    _("The process of the proof ended with code %(code)s."),
    _("duplicated from %(slug)s"),
    _("as published in version %(n)s"),
    _("restored from version %(n)s"),
    _("restored from revision %(n)s"),
    _("imported from a file"),
)
