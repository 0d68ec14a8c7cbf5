"""The usual rules of each kind of exam, to start from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from examcenter.exams.building.definition import Rules
from examcenter.exams.models import Exam
from examcenter.exams.review import CAREFUL, USUAL


@dataclass(frozen=True)
class Preset:
    """A kind of exam: what it is for, in words, and its usual rules."""

    kind: str
    words: str | Promise
    about: str | Promise
    rules: Rules


PRESETS = {
    preset.kind: preset
    for preset in (
        Preset(
            Exam.Kind.PRACTICE,
            _("Practice"),
            _(
                "For learning: feedback after each check, as many tries and new numbers as wanted, "
                "no time limit."
            ),
            Rules(kind="practice", review=USUAL.to_json()),
        ),
        Preset(
            Exam.Kind.QUIZ,
            _("Quiz"),
            _(
                "A graded exercise: one attempt, three tries for each part, each further one costs "
                "10 %. Right answers are shown when it has closed."
            ),
            Rules(
                kind="quiz",
                max_attempts=1,
                max_tries=3,
                try_penalty=0.1,
                is_shuffled=True,
                review=CAREFUL.to_json(),
            ),
        ),
        Preset(
            Exam.Kind.EXAM,
            _("Exam"),
            _(
                "One attempt of an hour, shuffled questions, feedback at the end. Right answers "
                "are shown when it has closed for everybody."
            ),
            Rules(
                kind="exam",
                feedback="after",
                time_limit_s=3600,
                max_attempts=1,
                is_shuffled=True,
                review=replace(CAREFUL, during=frozenset()).to_json(),
            ),
        ),
    )
}
