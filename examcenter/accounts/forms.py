"""The forms by which people sign in and look after their account."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _


def dress(form: forms.BaseForm) -> None:
    """Give the fields of a form the class of the style sheet, and tie errors to them."""
    for name, field in form.fields.items():
        if not isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
            field.widget.attrs["class"] = "input"
        if form.is_bound and name in form.errors:
            field.widget.attrs["aria-errormessage"] = f"{form[name].id_for_label}_error"


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
        # An address may be longer than any username.
        self.fields["username"].widget.attrs["maxlength"] = 254
        self.fields["username"].label = _("Username or e-mail")
        self.fields["username"].error_messages["required"] = _("Type your username or e-mail.")
        self.fields["password"].error_messages["required"] = _("Type your password.")
        if self.data.get("username"):
            # The name stands there already; what is to be typed again is the password.
            self.fields["username"].widget.attrs.pop("autofocus", None)
            self.fields["password"].widget.attrs["autofocus"] = True
        dress(self)

    password: Any = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ChangePasswordForm(PasswordChangeForm):
    """The old password and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the fields."""
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Your password now")
        _name_new(self)


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A new password twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the fields."""
        super().__init__(*args, **kwargs)
        _name_new(self)


def _name_new(form: forms.BaseForm) -> None:
    form.fields["new_password1"].label = _("New password")
    form.fields["new_password2"].label = _("New password again")
    for name in ("new_password1", "new_password2"):
        # The rules stand once, above the fields.
        form.fields[name].help_text = ""
    dress(form)


class AddressForm(forms.Form):
    """The address to which a link is sent."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Type your e-mail address.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the field."""
        super().__init__(*args, **kwargs)
        dress(self)


class CodeForm(forms.Form):
    """A code of the second factor, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages={"required": _("Type the code.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the field."""
        super().__init__(*args, **kwargs)
        dress(self)


class FactorResetForm(forms.Form):
    """Why somebody's second factor is turned off, and that it is its actor who does so."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=5,
        max_length=300,
        help_text=_("Its person reads it, and it stays in the log: how do you know who asked?"),
        error_messages={"required": _("Type why you do this.")},
    )
    password = forms.CharField(
        label=_("Your own password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your own password.")},
    )

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:
        """Ask for a code where the actor has a second factor."""
        super().__init__(*args, **kwargs)
        if asks_code:
            self.fields["code"] = forms.CharField(
                label=_("Your own code"),
                max_length=40,
                widget=forms.TextInput(
                    attrs={"autocomplete": "one-time-code", "spellcheck": "false"}
                ),
                error_messages={"required": _("Type the code of your own app.")},
            )
        dress(self)
