"""What people type at the gradebook."""

from __future__ import annotations

from django import forms

from examcenter.exams.models import Slot


class AdjustForm(forms.Form):
    """Points in place of the marked ones."""

    points = forms.FloatField()
    reason = forms.CharField(max_length=300)


class CommentForm(forms.Form):
    """What the student reads about a response."""

    comment = forms.CharField(max_length=4000, required=False)


class BonusForm(forms.Form):
    """Points for an attempt as a whole."""

    points = forms.FloatField(min_value=-1000, max_value=1000)
    reason = forms.CharField(max_length=300)


class RulingForm(forms.Form):
    """A decision for everybody; without the confirmation it is shown what it would change."""

    slot = forms.IntegerField()
    ruling = forms.ChoiceField(choices=Slot.Ruling.choices, required=False)
    reason = forms.CharField(max_length=300)
    confirmed = forms.BooleanField(required=False)
