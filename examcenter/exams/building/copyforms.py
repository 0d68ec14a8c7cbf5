"""The forms that copy an exam and take one in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.courses.models import Course
from examcenter.exams.building.copying import Shift
from examcenter.exams.building.definition import ExamDefinition
from examcenter.exams.building.fields import PlainForm
from examcenter.exams.building.validation import DefinitionError
from examcenter.exams.models import Exam

_MOST_DAYS = 3660
_LARGEST_BYTES = 1024 * 1024
_TERM, _DAYS = "term", "days"


class CopyForm(PlainForm):
    """Where a copy goes, what it is called, and how its dates move."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        error_messages={"required": gettext_lazy("Give the copy a title.")},
    )
    to = forms.ChoiceField(label=gettext_lazy("Into the course"))
    dates = forms.ChoiceField(
        label=gettext_lazy("Dates"),
        choices=[
            (_TERM, gettext_lazy("Move with the terms: as far from the first day as here")),
            (_DAYS, gettext_lazy("Move by a number of days")),
        ],
        widget=forms.RadioSelect,
        initial=_TERM,
        error_messages={"required": gettext_lazy("Choose how the dates move.")},
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        required=False,
        min_value=-_MOST_DAYS,
        max_value=_MOST_DAYS,
        widget=forms.NumberInput(attrs={"class": "input input--number"}),
        help_text=gettext_lazy("7 is a week later; times of day stay as they are."),
    )

    def __init__(
        self, data: Any = None, *, courses: Sequence[Course], exam: Exam, **kwargs: Any
    ) -> None:
        """Offer the courses that the person teaches."""
        super().__init__(data, initial={"title": exam.title, "to": str(exam.course_id)}, **kwargs)
        self.courses = {str(course.pk): course for course in courses}
        self.source = exam.course
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (key, f"{course.title}, {course.term}" if course.term else course.title)
            for key, course in self.courses.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the first days of the terms where dates should move with them."""
        values = super().clean() or {}
        target = self.courses.get(values.get("to", ""))
        if values.get("dates") == _DAYS and values.get("days") is None:
            if "days" not in self.errors:
                self.add_error("days", _("Write by how many days the dates move."))
        elif values.get("dates") == _TERM and target and target != self.source:
            for course in (self.source, target):
                if course.starts_on is None:
                    self.add_error(
                        "dates",
                        _("%(course)s has no first day of term. Move the dates by days instead.")
                        % {"course": course.title},
                    )
        return values

    def course(self) -> Course:
        """Return the course that was chosen."""
        return self.courses[self.cleaned_data["to"]]

    def shift(self) -> Shift | None:
        """Return by how much dates move; None where the terms say it."""
        return Shift(self.cleaned_data["days"]) if self.cleaned_data["dates"] == _DAYS else None


class ImportForm(PlainForm):
    """A file that the page of an exam handed out."""

    document = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "What “Download as a file” of an exam gave, such as midterm.exam.json."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Choose another one."),
        },
    )

    def clean_document(self) -> ExamDefinition:
        """Return the exam that the file holds."""
        upload: UploadedFile[Any] = self.cleaned_data["document"]
        if upload.size is None or upload.size > _LARGEST_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB, which no exam is."))
        try:
            return ExamDefinition.from_json(json.loads(upload.read().decode()))
        except (DefinitionError, json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise forms.ValidationError(
                _("This is no exam as this service writes it: %(why)s.") % {"why": error}
            ) from None
