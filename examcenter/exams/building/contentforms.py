"""The small forms of sections, points and pools."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.exams.building.fields import NUMBER_WORDS, PlainForm, whole_number
from examcenter.exams.services.drawing import Pool
from questions.engine.question import TOPICS

_POINTS = "points-"
_MOST_POINTS = 10_000.0
_MOST_SLOTS = 40


class SectionForm(PlainForm):
    """Title, introduction and planned points of a section."""

    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=200)
    intro = forms.CharField(
        label=gettext_lazy("Introduction"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    planned_points = forms.FloatField(
        label=gettext_lazy("Points planned"),
        required=False,
        min_value=0,
        max_value=_MOST_POINTS,
        error_messages=NUMBER_WORDS,
    )


def section_form(data: Mapping[str, Any], section_id: int) -> SectionForm:
    """Return the form of one section; several stand on a page, so their ids differ."""
    return SectionForm(data, auto_id=f"id_section_{section_id}_%s")


class PoolForm(PlainForm):
    """Topics and levels of a pool, the points of a slot, and how many slots draw from it."""

    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics"),
        required=False,
        choices=[(topic, topic) for topic in TOPICS],
        widget=forms.CheckboxSelectMultiple,
    )
    levels = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Levels"),
        required=False,
        coerce=int,
        choices=[(level, str(level)) for level in (1, 2, 3, 4)],
        widget=forms.CheckboxSelectMultiple,
    )
    n_slots = whole_number(
        gettext_lazy("Questions to draw"),
        gettext_lazy("Each student gets so many of the pool, none of them twice."),
        most=_MOST_SLOTS,
    )
    points = forms.FloatField(
        label=gettext_lazy("Points for each"),
        required=False,
        min_value=0,
        max_value=_MOST_POINTS,
        error_messages=NUMBER_WORDS,
        widget=forms.NumberInput(attrs={"step": "any", "class": "input input--number"}),
    )

    def clean_n_slots(self) -> int:
        """One, when nothing else was typed."""
        return self.cleaned_data["n_slots"] or 1

    def clean_points(self) -> float:
        """One, when nothing else was typed."""
        typed: float | None = self.cleaned_data["points"]
        return 1.0 if typed is None else typed

    def pool(self) -> Pool:
        """Return the pool as typed."""
        return Pool(tuple(self.cleaned_data["topics"]), tuple(self.cleaned_data["levels"]))

    def pool_now(self) -> Pool:
        """Return the pool as it is ticked, for counting, whatever else is wrong with the form."""
        topics, levels = self["topics"].value() or (), self["levels"].value() or ()
        return Pool(
            tuple(topic for topic in topics if topic in TOPICS),
            tuple(int(level) for level in levels if str(level) in {"1", "2", "3", "4"}),
        )


def read_points(form: Mapping[str, str]) -> tuple[dict[int, float], dict[int, str]]:
    """Return the points that were typed, by slot, and what is wrong with others."""
    points: dict[int, float] = {}
    problems: dict[int, str] = {}
    for name in form:
        key = name.removeprefix(_POINTS)
        if key == name or not (key.isascii() and key.isdecimal() and len(key) < 16):
            continue
        try:
            value = float(form[name].strip().replace(",", "."))
        except ValueError:
            value = math.nan
        if 0 <= value <= _MOST_POINTS:
            points[int(key)] = value
        else:
            problems[int(key)] = _("Found “%(typed)s”, expected a number such as 2 or 1.5.") % {
                "typed": form[name][:20]
            }
    return points, problems
