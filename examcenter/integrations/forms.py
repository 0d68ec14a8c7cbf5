"""The forms by which teachers make programs and tokens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from examcenter.accounts.forms import dress
from examcenter.courses.forms import Line
from examcenter.integrations.scopes import SCOPES
from examcenter.integrations.services.tokens import DAYS_OF_PROGRAMS, MOST_DAYS


def _choices() -> list[tuple[str, str | Promise]]:
    return list(SCOPES.items())


class TokenForm(forms.Form):
    """What a token is good for, and how long."""

    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=_choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that it may do.")},
    )
    days = forms.IntegerField(
        label=_("Good for how many days"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=DAYS_OF_PROGRAMS,
        error_messages={"required": _("Say for how many days it is good.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the fields."""
        super().__init__(*args, **kwargs)
        dress(self)

    @property
    def chosen(self) -> list[str]:
        """The scopes that are ticked, also when the form comes back."""
        return self.data.getlist("scopes") if self.is_bound else []  # type: ignore[attr-defined]


class ProgramForm(TokenForm):
    """A new program with its first token."""

    name = Line(
        label=_("Name of the program"),
        max_length=120,
        help_text=_("Such as the name of the learning platform."),
        error_messages={"required": _("Give the program a name.")},
    )
    field_order = ["name", "scopes", "days"]
