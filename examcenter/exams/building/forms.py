"""The forms of building: rules in people's units (minutes, percent, their own time zone)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.exams.building.addresses import read_network
from examcenter.exams.building.definition import Rules
from examcenter.exams.building.fields import NUMBER_WORDS, Moment, PlainForm, whole_number
from examcenter.exams.building.plan import Finding
from examcenter.exams.building.presets import PRESETS
from examcenter.exams.models import Exam
from examcenter.exams.review import FORMAT, ITEMS, MOMENTS, USUAL, Policy
from examcenter.exams.scoring import typed_number

_MOST_NETWORKS = 50
_LONGEST_INTRO = 20_000
ITEM_WORDS = {
    "correctness": gettext_lazy("Right or not"),
    "score": gettext_lazy("Points"),
    "diagnosis": gettext_lazy("Which mistake it looks like"),
    "key": gettext_lazy("Right answer"),
    "solution": gettext_lazy("Worked solution"),
}
MOMENT_WORDS = {
    "during": gettext_lazy("after each check"),
    "after": gettext_lazy("when the attempt is finished"),
    "released": gettext_lazy("when results are released"),
}


class NewExamForm(PlainForm):
    """Title and kind of a new exam; the kind brings its usual rules."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        error_messages={"required": gettext_lazy("Give the exam a title.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(name, preset.words) for name, preset in PRESETS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a kind.")},
    )

    def rules(self) -> Rules:
        """Return the rules to start with."""
        preset = PRESETS[self.cleaned_data["kind"]]
        return replace(preset.rules, title=self.cleaned_data["title"])


class RulesForm(PlainForm):
    """All rules of an exam."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        error_messages={"required": gettext_lazy("Give the exam a title.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Exam.Kind.choices)
    intro = forms.CharField(
        label=gettext_lazy("Introduction"),
        required=False,
        max_length=_LONGEST_INTRO,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Students read it before they start. Markdown, with formulas such as $W-F+1$."
        ),
    )
    opens_at = Moment(gettext_lazy("Opens"), gettext_lazy("Empty: as soon as it is published."))
    closes_at = Moment(
        gettext_lazy("Closes"),
        gettext_lazy("Empty: never. At this moment running attempts end, too."),
    )
    time_limit = whole_number(
        gettext_lazy("Time limit in minutes"),
        gettext_lazy("From the moment somebody starts. Empty: as long as the exam is open."),
        most=60 * 24 * 30,
    )
    late_until_at = Moment(
        gettext_lazy("Late answers until"),
        gettext_lazy("After closing, answers still count until then. Empty: never."),
    )
    late_percent = whole_number(gettext_lazy("Late answers count, in percent"), most=100, least=0)
    max_attempts = whole_number(
        gettext_lazy("Attempts"), gettext_lazy("The best counts. Empty: no limit."), most=1000
    )
    max_tries = whole_number(
        gettext_lazy("Tries for each part"),
        gettext_lazy("The best counts. Empty: no limit."),
        most=1000,
    )
    penalty_percent = whole_number(
        gettext_lazy("Each further try costs, in percent"),
        gettext_lazy("Another try never lowers what was reached before."),
        most=100,
        least=0,
    )
    planned_points = forms.FloatField(
        label=gettext_lazy("Points in all"),
        required=False,
        min_value=0,
        error_messages=NUMBER_WORDS,
        widget=forms.NumberInput(attrs={"step": "any", "class": "input input--number"}),
        help_text=gettext_lazy("The check tells when the questions give other points. Empty: any."),
    )
    is_shuffled = forms.BooleanField(
        label=gettext_lazy("Shuffle the questions within their sections"), required=False
    )
    has_calculator = forms.BooleanField(label=gettext_lazy("Offer a calculator"), required=False)
    feedback = forms.ChoiceField(
        label=gettext_lazy("Students learn what was right"),
        choices=Exam.Feedback.choices,
        widget=forms.RadioSelect,
    )
    release = forms.ChoiceField(
        label=gettext_lazy("Results are released"),
        choices=Exam.Release.choices,
        widget=forms.RadioSelect,
    )
    is_anonymous = forms.BooleanField(
        label=gettext_lazy("Mark by hand without names until the results are released"),
        required=False,
    )
    room_password = forms.CharField(
        label=gettext_lazy("Password of the room"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Said aloud in the room; asked at the start, and again on another computer."
        ),
    )
    networks = forms.CharField(
        label=gettext_lazy("Networks"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One on each line, such as 192.0.2.0/24 or 2001:db8::/32. Empty: everywhere."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add one box for each item and moment of the review policy."""
        super().__init__(*args, **kwargs)
        for item in ITEMS:
            for moment in MOMENTS:
                words = f"{ITEM_WORDS[item]}, {MOMENT_WORDS[moment]}"
                box = forms.CheckboxInput(attrs={"aria-label": words, "class": "choice__input"})
                self.fields[f"show_{item}_{moment}"] = forms.BooleanField(
                    label=words, required=False, widget=box
                )

    @staticmethod
    def initial_of(rules: Rules) -> dict[str, Any]:
        """Return the values of a form that shows the rules."""
        policy = USUAL if rules.review is None else Policy.from_json(rules.review)
        shown = {
            f"show_{item}_{moment}": item in getattr(policy, moment)
            for item in ITEMS
            for moment in MOMENTS
        }
        return {
            **rules.columns(),
            **shown,
            "time_limit": None if rules.time_limit_s is None else -(-rules.time_limit_s // 60),
            "late_percent": round(100 * rules.late_factor),
            "penalty_percent": round(100 * rules.try_penalty),
            "planned_points": None
            if rules.planned_points is None
            else typed_number(rules.planned_points),
            "networks": "\n".join(rules.networks),
        }

    @property
    def matrix(self) -> list[tuple[Any, list[Any]]]:
        """The boxes of the review policy, row by row."""
        return [
            (ITEM_WORDS[item], [self[f"show_{item}_{moment}"] for moment in MOMENTS])
            for item in ITEMS
        ]

    def clean_networks(self) -> tuple[str, ...]:
        """Return the networks in their usual form."""
        lines = self.cleaned_data["networks"].replace(",", "\n").split()
        if len(lines) > _MOST_NETWORKS:
            raise forms.ValidationError(
                _("Found %(n)d networks, expected at most %(most)d.")
                % {"n": len(lines), "most": _MOST_NETWORKS}
            )
        found = []
        for line in lines:
            try:
                found.append(str(read_network(line)))
            except ValueError:
                raise forms.ValidationError(
                    _("“%(line)s” is no network. Write it such as 192.0.2.0/24.")
                    % {"line": line[:60]}
                ) from None
        return tuple(found)

    def clean(self) -> dict[str, Any]:
        """Refuse what the table cannot hold; all else is the check's matter."""
        values = super().clean() or {}
        opens, closes = values.get("opens_at"), values.get("closes_at")
        late = values.get("late_until_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("This is before it opens. Choose a later moment."))
        if late and not closes and "closes_at" not in self.errors:
            self.add_error("late_until_at", _("Choose when the exam closes, too."))
        elif late and closes and late <= closes:
            self.add_error("late_until_at", _("This is before it closes. Choose a later moment."))
        return values

    def take_back(self, findings: Iterable[Finding]) -> None:
        """Show at their fields why rules that were read well are not taken."""
        for finding in findings:
            name = finding.target.removeprefix("rules:")
            self.add_error(name if name in self.fields else None, f"{finding.text} {finding.mend}")
        self.mark_errors()

    def rules(self) -> Rules:
        """Return the rules as typed."""
        values = self.cleaned_data
        shown = {
            moment: [item for item in ITEMS if values[f"show_{item}_{moment}"]]
            for moment in MOMENTS
        }
        minutes, late = values["time_limit"], values["late_percent"]
        return Rules(
            kind=values["kind"],
            title=values["title"],
            intro=values["intro"].replace("\r\n", "\n"),
            opens_at=values["opens_at"],
            closes_at=values["closes_at"],
            time_limit_s=None if minutes is None else minutes * 60,
            feedback=values["feedback"],
            max_tries=values["max_tries"],
            max_attempts=values["max_attempts"],
            try_penalty=(values["penalty_percent"] or 0) / 100,
            late_until_at=values["late_until_at"],
            late_factor=1.0 if late is None else late / 100,
            is_shuffled=values["is_shuffled"],
            has_calculator=values["has_calculator"],
            room_password=values["room_password"],
            networks=values["networks"],
            review=Policy.from_json({"format": FORMAT, **shown}).to_json(),
            release=values["release"],
            is_anonymous=values["is_anonymous"],
            planned_points=values["planned_points"],
        )
