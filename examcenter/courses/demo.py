"""The demo course: people, nine exams, and nothing that a second run would change."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.courses.demo_quiz import DRAWN_QUIZ, DRAWN_SLUG
from examcenter.courses.models import Course, Enrollment
from examcenter.exams.building.services import add_section
from examcenter.exams.models import Exam, Section, Slot
from questions.models import Question
from questions.services import publish_bank

COURSE_TITLE = "Vision 101"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the demo course."""

    username: str
    first_name: str
    last_name: str
    password: str
    role: Enrollment.Role


@dataclass(frozen=True)
class DemoExam:
    """An exam of the demo course; ``questions`` are slugs with points."""

    slug: str
    title: str
    intro: str
    kind: Exam.Kind
    feedback: Exam.Feedback
    questions: tuple[tuple[str, float], ...]
    time_limit_s: int | None = None


@dataclass(frozen=True)
class DemoReport:
    """What a run added; all zero when everything was there."""

    n_people: int
    n_exams: int
    n_slots: int


# Printed by `make run`; a demo on one machine, never made in production.
PEOPLE = (
    DemoPerson("teacher", "Tess", "Tanaka", "convolve-teacher", Enrollment.Role.OWNER),
    DemoPerson("ada", "Ada", "Adeyemi", "convolve-ada", Enrollment.Role.STUDENT),
    DemoPerson("ben", "Ben", "Bianchi", "convolve-ben", Enrollment.Role.STUDENT),
)
EXAMS = (
    DemoExam(
        slug="quick-check",
        title="Quick check",
        intro="Four questions about sizes and counts, each a little harder, then a task in code. "
        "Check as often as you like, and ask for new numbers whenever you want.",
        kind=Exam.Kind.PRACTICE,
        feedback=Exam.Feedback.DURING,
        questions=(
            ("same-padding", 1),
            ("conv-output-size", 2),
            ("receptive-field-stack", 2),
            ("first-layer-counts", 4),
            ("conv2d", 6),
        ),
    ),
    DemoExam(
        slug="alexnet-and-friends",
        title="AlexNet and friends",
        intro="The numbers of a famous first layer, and of layers like it.",
        kind=Exam.Kind.PRACTICE,
        feedback=Exam.Feedback.DURING,
        questions=(
            ("alexnet-first-layer", 6),
            ("conv-output-size-floor", 3),
            ("same-padding-even", 1),
            ("receptive-field-strided", 3),
            ("dense-weights", 1),
            ("conv-parameters", 2),
        ),
    ),
    DemoExam(
        slug="by-hand",
        title="Convolution by hand",
        intro="Slide, multiply, sum: the numbers of a few small maps. Type them cell by cell, or "
        "paste them from a spreadsheet.",
        kind=Exam.Kind.PRACTICE,
        feedback=Exam.Feedback.DURING,
        questions=(
            ("conv-one-value", 1),
            ("conv-map-by-hand", 2),
            ("conv-map-padded", 2),
            ("flip-or-not", 2),
            ("which-kernel", 1),
            ("conv-channels-map", 3),
            ("translation-equivariance", 2),
            ("max-pool-by-hand", 1),
            ("avg-pool-by-hand", 1),
        ),
    ),
    DemoExam(
        slug="ideas-and-inverses",
        title="Ideas and inverse problems",
        intro="Why convolutions are as they are, and the formulas read backwards: tick, list all "
        "values that fit, write a fraction or a formula.",
        kind=Exam.Kind.PRACTICE,
        feedback=Exam.Feedback.DURING,
        questions=(
            ("sharing-legitimate", 2),
            ("locality-idea", 1),
            ("strides-that-tile", 2),
            ("pooling-share-kept", 2),
            ("output-size-formula", 2),
            ("equivariance-or-invariance", 3),
        ),
    ),
    DemoExam(
        slug="timed-rehearsal",
        title="Timed rehearsal",
        intro="As in an exam: 20 minutes, and you learn what was right when you have finished. "
        "You may rehearse as often as you like.",
        kind=Exam.Kind.EXAM,
        feedback=Exam.Feedback.AFTER,
        time_limit_s=20 * 60,
        questions=(
            ("conv-output-size", 2),
            ("same-padding-even", 1),
            ("conv-parameters", 2),
            ("dense-weights", 1),
            ("receptive-field-strided", 3),
        ),
    ),
    DemoExam(
        slug="sizes-padding-pooling",
        title="Sizes, padding and pooling",
        intro="How large the next map is, from one filter to a chain of layers, and which padding "
        "makes it so. Each question is a little harder than the one before it.",
        kind=Exam.Kind.PRACTICE,
        feedback=Exam.Feedback.DURING,
        questions=(
            ("conv-output-valid", 1),
            ("pool-volume", 1),
            ("conv-output-rectangular", 2),
            ("zeros-of-the-padding", 3),
            ("stack-without-padding", 2),
            ("conv-which-padding", 2),
            ("pool-ceil-mode", 3),
            ("conv-pool-chain", 5),
        ),
    ),
    DemoExam(
        slug="weights-costs-fields",
        title="Weights, costs and fields",
        intro="What layers hold, what they cost in memory and work, and how much of the image "
        "their values see. Each question is a little harder than the one before it.",
        kind=Exam.Kind.PRACTICE,
        feedback=Exam.Feedback.DURING,
        questions=(
            ("one-filter-weights", 1),
            ("dense-parameters", 1),
            ("pointwise-convolution", 3),
            ("activation-memory", 2),
            ("field-mixed-kernels", 3),
            ("conv-multiply-adds", 2),
            ("layers-to-reach", 4),
            ("vgg-blocks-field", 5),
        ),
    ),
    DemoExam(
        slug="write-the-code",
        title="Write the code",
        intro="Eight functions of the lesson in Python, from one line to a whole layer. Each is "
        "graded against hidden cases, and you are told which known mistake a wrong one looks like.",
        kind=Exam.Kind.PRACTICE,
        feedback=Exam.Feedback.DURING,
        questions=(
            ("output-size", 3),
            ("receptive-field", 4),
            ("conv2d", 6),
            ("true-convolution", 6),
            ("max-pool2d", 6),
            ("im2col", 6),
            ("conv2d-dilated", 8),
            ("conv2d-nchw", 8),
        ),
    ),
)


def build_demo() -> DemoReport:
    """Publish the bank and add what is missing of the demo course.

    Whatever is there stays as it is, passwords and changed exams included.
    """
    publish_bank()
    with transaction.atomic():
        course, _ = Course.objects.get_or_create(
            slug="vision-101", defaults={"title": COURSE_TITLE, "term": "Demo"}
        )
        n_people = sum(_add_person(course, person) for person in PEOPLE)
        sizes = [_add_exam(course, exam, n) for n, exam in enumerate(EXAMS, start=1)]
        sizes.append(_add_drawn_quiz(course, len(EXAMS) + 1))
    return DemoReport(
        n_people=n_people, n_exams=sum(size > 0 for size in sizes), n_slots=sum(sizes)
    )


def _add_person(course: Course, person: DemoPerson) -> bool:
    """Add a person and their place in the course; tell whether the person is new."""
    user, is_new = User.objects.get_or_create(
        username=person.username,
        defaults={
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": f"{person.username}@example.org",
        },
    )
    if is_new:
        user.set_password(person.password)
        user.save(update_fields=["password"])
        Enrollment.objects.get_or_create(course=course, user=user, defaults={"role": person.role})
    return is_new


def _add_exam(course: Course, demo: DemoExam, position: int) -> int:
    """Add an exam unless it is there; return how many slots are new."""
    exam, is_new = Exam.objects.get_or_create(
        course=course,
        slug=demo.slug,
        defaults={
            "position": position,
            "title": demo.title,
            "intro": demo.intro,
            "kind": demo.kind,
            "feedback": demo.feedback,
            "time_limit_s": demo.time_limit_s,
            "published_at": timezone.now(),
        },
    )
    if not is_new:
        return 0
    section = Section.objects.create(exam=exam, position=1)
    questions = Question.objects.in_bulk([slug for slug, _ in demo.questions], field_name="slug")
    slots = [
        Slot(section=section, position=n, question=questions[slug], points=points)
        for n, (slug, points) in enumerate(demo.questions, start=1)
    ]
    Slot.objects.bulk_create(slots)
    return len(slots)


def _add_drawn_quiz(course: Course, position: int) -> int:
    """Add the quiz that draws from lists and pools unless it is there; return its new slots."""
    if Exam.objects.filter(course=course, slug=DRAWN_SLUG).exists():
        return 0
    exam = Exam.objects.create(
        course=course,
        slug=DRAWN_SLUG,
        position=position,
        published_at=timezone.now(),
        **DRAWN_QUIZ.rules.columns(),
    )
    for section in DRAWN_QUIZ.sections:
        add_section(exam=exam, definition=section)
    return sum(len(section.slots) for section in DRAWN_QUIZ.sections)
