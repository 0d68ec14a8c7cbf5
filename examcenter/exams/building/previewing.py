"""A paper as any student would get it, or has it; drawn like an attempt's, and never stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment
from examcenter.exams import scoring
from examcenter.exams.anonymity import hides_names
from examcenter.exams.building.pages import PaperPart, Person, PreviewPage, Sheet, Sitting
from examcenter.exams.building.selectors import head_of
from examcenter.exams.errors import AttemptNotFound, NothingToDraw
from examcenter.exams.models import Attempt, Exam, Response, Section
from examcenter.exams.pages import INPUT_PREFIX, OptionView, PartView
from examcenter.exams.services.drawing import draw_paper, list_slots, read_seen, read_sources
from examcenter.numerals import grouped
from examcenter.sentences import say
from examcenter.sentences.topics import topic_words
from grader.problems import get_problem
from questions.misconceptions import get_misconception
from questions.rendering import render_inline, render_markdown
from questions.services import (
    IssuedPart,
    IssuedVariant,
    WorkedPart,
    known_mistakes,
    worked_solutions,
)

# Further papers are for looking around; nobody turns so many pages.
MOST_PAPERS = 1000


def preview_page(
    exam: Exam,
    viewer: User,
    *,
    person: UUID | None,
    attempt: UUID | None,
    paper: int,
    now: datetime,
    may_see_keys: bool,
) -> PreviewPage:
    """Return a person's paper: of the attempt asked for, or as it would be drawn next.

    Raises
    ------
    AttemptNotFound
        If the person is not in the course, or has no such attempt, or it is marked without names.
    """
    users = _people(exam, viewer)
    chosen = _choose(users, person)
    # By the numbers in a paper somebody's answers would be found among those without names.
    is_told = not hides_names(exam, now)
    attempts = list(Attempt.objects.filter(exam=exam, user=chosen).order_by("number"))
    attempts = attempts if is_told else []
    why_not = ""
    responses: Sequence[Response] = ()
    if attempt is not None:
        responses = _stored([one for one in attempts if one.pk == attempt])
    else:
        try:
            responses = _draw(exam, chosen, paper, now)
        except NothingToDraw as problem:
            why_not = str(problem)
    sheets = _sheets(responses, may_see_keys=may_see_keys)
    return PreviewPage(
        head=head_of(exam),
        people=tuple(Person(one.public_id, one.display_name, one == chosen) for one in users),
        sittings=tuple(Sitting(one.pk, one.number, one.pk == attempt) for one in attempts),
        person_id=chosen.public_id,
        paper=0 if attempt is not None else paper,
        points_words=scoring.points_words(sum(one.slot.points for one in responses)),
        sheets=sheets,
        may_see_keys=may_see_keys,
        why_not=why_not,
    )


def _people(exam: Exam, viewer: User) -> list[User]:
    """Return the students of the course by name; the viewer where there are none."""
    students = User.objects.filter(
        enrollments__course=exam.course_id, enrollments__role=Enrollment.Role.STUDENT
    ).order_by("last_name", "first_name", "username")
    return list(students) or [viewer]


def _choose(users: list[User], person: UUID | None) -> User:
    if person is None:
        return users[0]
    for one in users:
        if one.public_id == person:
            return one
    raise AttemptNotFound


def _draw(exam: Exam, user: User, paper: int, now: datetime) -> list[Response]:
    """Return the paper that the person would get now, or one of those after it."""
    last = Attempt.objects.filter(exam=exam, user=user).aggregate(n=Max("number"))["n"] or 0
    attempt = Attempt(exam=exam, user=user, number=last + paper, started_at=now)
    sources = read_sources(list_slots(exam))
    # The turn is looked at and not taken: a preview shifts nobody's strata.
    return draw_paper(attempt, sources, turn=exam.n_dealt + paper - 1, seen=read_seen(attempt))


def _stored(attempts: list[Attempt]) -> list[Response]:
    if not attempts:
        raise AttemptNotFound
    return list(
        Response.objects.filter(attempt=attempts[0], is_current=True)
        .select_related("slot__section")
        .defer("keys", "draft")
        .order_by("number")
    )


def _sheets(responses: Sequence[Response], *, may_see_keys: bool) -> tuple[Sheet, ...]:
    places = [(one.version_id, one.variant_index) for one in responses]
    solutions = worked_solutions(places) if may_see_keys else {}
    mistakes = known_mistakes(places) if may_see_keys else {}
    sheets = []
    section = None
    for response, place in zip(responses, places, strict=True):
        is_new = response.slot.section_id != section
        section = response.slot.section_id
        title = _section_name(response.slot.section) if is_new else ""
        sheets.append(_sheet(response, title, solutions.get(place, {}), mistakes.get(place, {})))
    return tuple(sheets)


def _section_name(section: Section) -> str:
    return section.title or _("Section %(n)d") % {"n": section.position}


def _sheet(
    response: Response,
    section: str,
    solutions: dict[str, WorkedPart],
    mistakes: dict[str, list[tuple[str, str]]],
) -> Sheet:
    variant = IssuedVariant.from_json(response.variant)
    points = response.slot.points
    return Sheet(
        number=response.number,
        section=section,
        title=variant.title,
        topic_words=topic_words(variant.topic),
        level=variant.level,
        points_words=scoring.points_words(points),
        prompt_html=render_markdown(variant.prompt),
        parts=tuple(
            _part(
                part,
                response.number,
                _share(variant, part) * points,
                solutions.get(part.name),
                mistakes.get(part.name, []),
            )
            for part in variant.parts
        ),
        slug=variant.slug,
        variant_words=_("variant %(n)s of %(total)s, version %(version)d")
        % {
            "n": grouped(variant.index + 1),
            "total": grouped(variant.n_variants),
            "version": variant.version,
        },
    )


def _share(variant: IssuedVariant, part: IssuedPart) -> float:
    total = sum(one.points for one in variant.parts)
    return part.points / total if total else 0.0


def _part(
    part: IssuedPart,
    number: int,
    points: float,
    solution: WorkedPart | None,
    mistakes: list[tuple[str, str]],
) -> PaperPart:
    # Many questions stand on one page, and no two fields may have one name.
    name = f"{number}-{part.name}"
    view = PartView(
        name=name,
        input_name=INPUT_PREFIX + name,
        label=part.label,
        kind=part.kind,
        prompt_html=render_markdown(part.prompt) if part.prompt else SafeString(""),
        points_words=scoring.points_words(points),
        unit=part.unit,
        axes=part.axes,
        options=tuple(
            OptionView(option.id, render_inline(option.text), False) for option in part.options
        ),
        draft="",
        feedback=None,
        tries_words="",
        code=None,
        hint=say(part.hint),
        rows=part.rows,
        columns=part.columns,
    )
    return PaperPart(
        view=view,
        task=get_problem(part.problem) if part.kind == "code" else None,
        key=solution.answer if solution else "",
        mistakes=tuple((value, get_misconception(one).title) for value, one in mistakes),
        solution_html=tuple(render_markdown(line) for line in solution.lines) if solution else (),
        figure=solution.figure if solution else None,
    )
