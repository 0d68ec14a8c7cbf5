"""Fields and the base of forms: errors at their fields, moments in a course's time zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from examcenter.clocks import zone_named

NUMBER_WORDS = {
    "invalid": _("Write a number."),
    "min_value": _("Write a number that is not below %(limit_value)s."),
    "max_value": _("Write a number that is not above %(limit_value)s."),
}


def in_zone(zone: str) -> timezone.override:
    """Return a context in which forms read and show moments in a course's time zone."""
    return timezone.override(zone_named(zone))


class WallTime(forms.DateTimeField):
    """A day and a time as the clock on the wall shows it, in the zone that holds now."""

    def to_python(self, value: Any) -> Any:
        """Return the moment; one that the clock shows never or twice is refused in words."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone" or not error.params:
                raise
            words = _turned_clock_words(error.params["datetime"])
            raise ValidationError(words, code="turned_clock") from None


def _turned_clock_words(wall: datetime) -> str:
    zone = timezone.get_current_timezone()
    names = {"time": f"{wall:%H:%M}", "zone": timezone.get_current_timezone_name()}
    before, after = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if before is not None and after is not None and before < after:
        return (
            gettext(
                "On this day the clocks go forward in %(zone)s and there is no %(time)s. "
                "Choose a time before or after the hour that is left out."
            )
            % names
        )
    return (
        gettext(
            "On this day the clocks go back in %(zone)s and %(time)s comes twice. "
            "Choose a time before or after the hour that comes twice."
        )
        % names
    )


class Moment(WallTime):
    """A day and a time of an exam, which may be left empty."""

    def __init__(self, label: Any, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            error_messages={"invalid": _("Write a day and a time, such as 2026-11-30 14:00.")},
        )


def whole_number(
    label: Any, help_text: Any = "", *, most: int, least: int = 1
) -> forms.IntegerField:
    """Return a field for a whole number that may be left empty."""
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input input--number"}),
        error_messages=NUMBER_WORDS,
    )


class PlainForm(forms.Form):
    """A form whose errors stand at their fields, tied to them for screen readers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Mark fields with a look and with what describes them."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            attributes = field.widget.attrs
            is_box = isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple)
            if not is_box and not isinstance(field.widget, forms.RadioSelect):
                attributes.setdefault("class", "input")
            if field.help_text:
                attributes["aria-describedby"] = f"id_{name}_hint"
            attributes["required"] = False

    def full_clean(self) -> None:
        """Check the form; fields with an error say so."""
        super().full_clean()
        self.mark_errors()

    def mark_errors(self) -> None:
        """Tie the fields that have an error to it."""
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                attributes = self.fields[name].widget.attrs
                attributes["aria-invalid"] = "true"
                error = f"id_{name}_error"
                attributes["aria-errormessage"] = error
                described = attributes.get("aria-describedby", "")
                attributes["aria-describedby"] = f"{error} {described}".strip()

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Each error with the id of its field, for the list above the form."""
        return [
            (
                f"id_{name}",
                f"{self.fields[name].label}: {text}" if name in self.fields else str(text),
            )
            for name, texts in self.errors.items()
            for text in texts
        ]
