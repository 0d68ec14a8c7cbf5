"""The form of an endpoint."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from examcenter.accounts.forms import dress
from examcenter.webhooks.kinds import KINDS
from examcenter.webhooks.models import Endpoint
from examcenter.webhooks.services.endpoints import Wishes
from examcenter.webhooks.targets import MAX_URL


class EndpointForm(forms.Form):
    """Where something is told, and what."""

    url = forms.CharField(
        label=_("Address"),
        max_length=MAX_URL,
        widget=forms.URLInput(attrs={"inputmode": "url", "spellcheck": "false"}),
        error_messages={"required": _("Type the address.")},
        help_text=_("Such as https://lms.example.org/hooks/exam-center."),
    )
    description = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("For people: whose it is, and what it is for."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Tell it of"),
        required=False,
        choices=[(kind, kind) for kind in KINDS],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the fields."""
        super().__init__(*args, **kwargs)
        dress(self)

    def wishes(self, *, is_active: bool = True) -> Wishes:
        """Return what was typed."""
        values = self.cleaned_data
        return Wishes(
            url=values["url"].strip(),
            kinds=tuple(values["kinds"]),
            description=values["description"],
            is_active=is_active,
        )

    def choices(self) -> list[tuple[str, Any, bool]]:
        """Return the kinds with what they mean and whether they are chosen."""
        chosen = set(self["kinds"].value() or ())
        return [(kind, words, kind in chosen) for kind, words in KINDS.items()]


def facts_of(endpoint: Endpoint) -> dict[str, Any]:
    """Return what a form starts from."""
    return {
        "url": endpoint.url,
        "description": endpoint.description,
        "kinds": endpoint.kinds,
    }
