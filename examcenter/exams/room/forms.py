"""What teachers type in the room: orders to attempts, exceptions, outages, announcements.

Times are typed and shown in the zone of the course, which the views make the current one.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from examcenter.courses.models import Enrollment, Group
from examcenter.courses.roll import RollRow, roll_of
from examcenter.exams.building.fields import WallTime
from examcenter.exams.room.giving import LONGEST_EXTENSION_MIN
from examcenter.exams.room.granting import Place, Terms
from examcenter.exams.room.intervals import Interval
from examcenter.exams.room.orders import Action, Order

LONGEST_REASON = 300
# Beyond ten times the time nobody sits an exam.
_LARGEST_PERCENT = 1000


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a day and a time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M:%S", attrs={"class": "input", "step": "1"})


class OrderForm(forms.Form):
    """An order to the chosen attempts, or to all that are open."""

    action = forms.ChoiceField(choices=[(action.value, action.value) for action in Action])
    scope = forms.ChoiceField(choices=[("chosen", "chosen"), ("all", "all")], required=False)
    attempt = forms.TypedMultipleChoiceField(coerce=UUID, required=False)
    minutes = forms.IntegerField(required=False, min_value=1, max_value=LONGEST_EXTENSION_MIN)
    reason = forms.CharField(required=False, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, attempts: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["attempt"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, pk) for pk in attempts]

    def clean(self) -> dict[str, Any]:
        """Ask for what the action needs."""
        given = super().clean() or {}
        action = given.get("action")
        if given.get("scope") != "all" and not given.get("attempt"):
            raise ValidationError(_("Nobody was chosen. Tick students, or choose all."))
        if action == Action.EXTEND and given.get("minutes") is None and not self.errors:
            raise ValidationError(_("Found no number of minutes, expected 1 to 1440."))
        if action == Action.REOPEN and given.get("scope") == "all":
            raise ValidationError(_("Tick whose attempts to reopen; all at once is not meant."))
        return given

    def to_order(self) -> Order:
        """Return the order."""
        given = self.cleaned_data
        return Order(
            action=Action(given["action"]),
            attempts=() if given["scope"] == "all" else tuple(given["attempt"]),
            minutes=given["minutes"],
            reason=given["reason"],
        )


class AnnouncementForm(forms.Form):
    """Something that everybody in the room is told."""

    text = forms.CharField(max_length=500, label=_("Announcement"))


class OutageForm(forms.Form):
    """When an outage began and was over."""

    start = WallTime(label=_("Began"), widget=MomentInput())
    end = WallTime(label=_("Over"), widget=MomentInput())
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    reopen = forms.BooleanField(
        label=_("Reopen attempts that the clock closed in it"), required=False, initial=True
    )

    def to_interval(self) -> Interval:
        """Return the outage."""
        return Interval(self.cleaned_data["start"], self.cleaned_data["end"])


class TermsForm(forms.Form):
    """What is granted, and why."""

    percent = forms.IntegerField(
        label=_("More time, in percent"),
        required=False,
        min_value=1,
        max_value=_LARGEST_PERCENT,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    minutes = forms.IntegerField(
        label=_("More time, in minutes"),
        required=False,
        min_value=1,
        max_value=LONGEST_EXTENSION_MIN,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    opens_at = WallTime(label=_("Opens"), required=False, widget=MomentInput())
    closes_at = WallTime(label=_("Closes"), required=False, widget=MomentInput())
    extra_attempts = forms.IntegerField(
        label=_("More attempts"),
        required=False,
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    extra_tries = forms.IntegerField(
        label=_("More tries at each question"),
        required=False,
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"class": "input"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for something to grant, in the right order of time."""
        given = super().clean() or {}
        if not self.errors and self.to_terms().is_empty:
            raise ValidationError(
                _("Nothing was filled in, expected more time, a window or tries.")
            )
        opens, closes = given.get("opens_at"), given.get("closes_at")
        if opens and closes and closes <= opens:
            raise ValidationError(_("It closes before it opens, expected the other way round."))
        return given

    def to_terms(self) -> Terms:
        """Return what is granted."""
        given = self.cleaned_data
        percent, minutes = given.get("percent"), given.get("minutes")
        return Terms(
            extra_time_factor=None if percent is None else percent / 100,
            extra_time_s=None if minutes is None else 60 * minutes,
            opens_at=given.get("opens_at"),
            closes_at=given.get("closes_at"),
            extra_attempts=given.get("extra_attempts"),
            extra_tries=given.get("extra_tries"),
        )

    @staticmethod
    def initial_of(terms: Terms) -> dict[str, Any]:
        """Return the fields of a grant that is to be changed."""
        factor, seconds = terms.extra_time_factor, terms.extra_time_s
        return {
            "percent": None if factor is None else round(100 * factor),
            "minutes": None if seconds is None else seconds // 60,
            "opens_at": terms.opens_at,
            "closes_at": terms.closes_at,
            "extra_attempts": terms.extra_attempts,
            "extra_tries": terms.extra_tries,
        }


class GrantForm(TermsForm):
    """For whom it is granted."""

    students = forms.ModelMultipleChoiceField(
        label=_("Students"), queryset=Enrollment.objects.none(), required=False
    )
    group = forms.ModelChoiceField(
        label=_("Or a group"),
        queryset=Group.objects.none(),
        required=False,
        empty_label=_("none"),
        widget=forms.Select(attrs={"class": "input"}),
    )
    field_order = ["students", "group"]

    def __init__(self, *args: Any, place: Place, **options: Any) -> None:
        super().__init__(*args, **options)
        students, group = self.fields["students"], self.fields["group"]
        assert isinstance(students, forms.ModelMultipleChoiceField)
        assert isinstance(group, forms.ModelChoiceField)
        students.queryset = (
            Enrollment.objects.filter(course=place.course, role=Enrollment.Role.STUDENT)
            .select_related("user")
            .order_by("user__last_name", "user__first_name", "user__username")
        )
        group.queryset = Group.objects.filter(course=place.course)

    def roll(self) -> tuple[RollRow, ...]:
        """Return the students of the course, to be ticked; one query."""
        field = self.fields["students"]
        assert isinstance(field, forms.ModelMultipleChoiceField) and field.queryset is not None
        return roll_of(field.queryset, set(self["students"].value() or ()))

    def clean(self) -> dict[str, Any]:
        """Ask for somebody to grant it to."""
        given = super().clean()
        if not given.get("students") and not given.get("group"):
            raise ValidationError(_("Nobody was chosen, expected students or a group."))
        return given
