"""The forms of a course, its people and its groups."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from examcenter.accounts.forms import dress
from examcenter.accounts.names import clean_name
from examcenter.courses.models import Course
from examcenter.courses.services.courses import CourseFacts


@cache
def time_zones() -> tuple[tuple[str, str], ...]:
    """Return the zones of the world by name; UTC stands first."""
    named = sorted(
        zone
        for zone in available_timezones()
        if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/", "posix", "right"))
    )
    return (("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in named))


class Line(forms.CharField):
    """A line of text without signs that cannot be seen."""

    def to_python(self, value: Any) -> str:
        """Return the text on one line."""
        return clean_name(str(super().to_python(value) or ""))


class CourseForm(forms.Form):
    """What a course is called and when it runs."""

    title = Line(
        label=_("Title"), max_length=200, error_messages={"required": _("Give it a title.")}
    )
    term = Line(
        label=_("Term"),
        max_length=80,
        required=False,
        help_text=_("Such as Autumn 2026; it stands beside the title."),
    )
    starts_on = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zones,
        initial="UTC",
        # Zones have one name in all languages.
        widget=forms.Select(attrs={"translate": "no"}),
        help_text=_("Times of the course are shown and typed in it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the fields."""
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "ends_on"):
            widget = self.fields[name].widget
            assert isinstance(widget, forms.DateInput)
            # What the browser's own field takes, in every language of the page.
            widget.format = "%Y-%m-%d"
        dress(self)

    def clean(self) -> dict[str, Any]:
        """Refuse a term that ends before it starts."""
        values = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        return values

    def facts(self) -> CourseFacts:
        """Return what was typed."""
        names = ("title", "term", "starts_on", "ends_on", "time_zone")
        return CourseFacts(**{name: self.cleaned_data[name] for name in names})


class CopyForm(CourseForm):
    """The next term of a course."""

    with_staff = forms.BooleanField(
        label=_("Take over its owners, teachers and assistants"), required=False, initial=True
    )
    with_groups = forms.BooleanField(
        label=_("Take over the names of its groups"), required=False, initial=True
    )
    with_exams = forms.BooleanField(
        label=_("Take over its exams, as drafts; times move with the first day of the term"),
        required=False,
        initial=True,
    )


class GroupForm(forms.Form):
    """The name of a group."""

    name = Line(label=_("Name"), max_length=80, error_messages={"required": _("Give it a name.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the field."""
        super().__init__(*args, **kwargs)
        dress(self)


def facts_of(course: Course) -> dict[str, Any]:
    """Return what a form starts from."""
    return {
        "title": course.title,
        "term": course.term,
        "starts_on": course.starts_on,
        "ends_on": course.ends_on,
        "time_zone": course.time_zone,
    }
