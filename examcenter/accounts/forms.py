"""The form by which people sign in."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Username or e-mail address, and password."""

    error_messages = {
        "invalid_login": _(
            "This name and password do not belong together. Check both; capital letters count."
        ),
        "inactive": _("This account is closed. Ask your teacher to open it again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the fields as people know them."""
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Username or e-mail")
        self.fields["username"].error_messages["required"] = _("Type your username or e-mail.")
        self.fields["password"].error_messages["required"] = _("Type your password.")
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "input"
            if self.is_bound and name in self.errors:
                described = f"id_{name}_error"
                field.widget.attrs["aria-errormessage"] = described

    password: Any = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
