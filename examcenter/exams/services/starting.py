"""Starting attempts and drawing the variants that are answered in them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from examcenter.accounts.models import User
from examcenter.exams import errors
from examcenter.exams.access import get_exam_for, get_response_of
from examcenter.exams.models import Attempt, Exam, Response, Slot
from examcenter.exams.rules import rules_for
from examcenter.exams.services.closing import close_if_over, require_open
from examcenter.exams.services.drawing import (
    draw_paper,
    freeze,
    list_slots,
    read_seen,
    read_sources,
    seed_of,
)
from examcenter.exams.services.recording import lock_attempt, lock_response
from questions.services import IssuedVariant, all_keys_of, issue_variant


def start_attempt(*, user: User, exam_id: UUID, now: datetime) -> Attempt:
    """Start an attempt with its variants drawn and frozen, or return the one that is open.

    Raises
    ------
    ExamNotFound, ExamNotOpen, NoAttemptsLeft, NothingToDraw
    """
    exam = get_exam_for(user, exam_id)
    running = _find_running(exam, user, now)
    if running is not None:
        return running
    try:
        return _start(exam, user, now)
    except IntegrityError:
        # The other click of a double click was faster, or a teacher changed a slot just now.
        return _find_running(exam, user, now) or _start(exam, user, now)


def _start(exam: Exam, user: User, now: datetime) -> Attempt:
    attempt, responses = _draw_attempt(exam, user, now)
    with transaction.atomic():
        attempt.save(force_insert=True)
        Response.objects.bulk_create(responses)
    return attempt


def _find_running(exam: Exam, user: User, now: datetime) -> Attempt | None:
    """Return the open attempt, if there is one whose time is not over."""
    attempt = (
        Attempt.objects.filter(exam=exam, user=user, finished_at=None)
        .select_related("exam__course")
        .first()
    )
    if attempt is None:
        return None
    current = close_if_over(attempt=attempt, now=now)
    return attempt if current.finished_at is None else None


def _draw_attempt(exam: Exam, user: User, now: datetime) -> tuple[Attempt, list[Response]]:
    """Return a new attempt and its responses, not yet saved.

    Raises
    ------
    ExamNotOpen, NoAttemptsLeft, NothingToDraw
    """
    rules = rules_for(exam, user)
    if exam.published_at is None:
        raise errors.ExamNotOpen(is_draft=True)
    if exam.course.archived_at is not None:
        raise errors.ExamNotOpen(is_archived=True)
    if not rules.may_start(now):
        is_coming = rules.opens_at is not None and now < rules.opens_at
        raise errors.ExamNotOpen(
            opens_at=rules.opens_at if is_coming else None, closes_at=rules.ends_at
        )
    last = Attempt.objects.filter(exam=exam, user=user).aggregate(n=Max("number"))["n"] or 0
    if rules.max_attempts is not None and last >= rules.max_attempts:
        raise errors.NoAttemptsLeft(n_attempts=rules.max_attempts)
    sources = read_sources(list_slots(exam))
    if not sources:
        raise errors.ExamNotOpen()
    attempt = Attempt(
        exam=exam,
        user=user,
        number=last + 1,
        started_at=now,
        deadline_at=rules.deadline(now),
    )
    return attempt, draw_paper(attempt, sources, turn=take_turn(exam), seen=read_seen(attempt))


def take_turn(exam: Exam) -> int:
    """Return the next turn of an exam: 0, 1, 2 and so on, each handed out once.

    A transaction of its own, so that many who start at once wait for a counter and no longer. A
    turn that a double click takes is lost, which shifts the balance of strata by one at most.
    """
    with transaction.atomic():
        locked = Exam.objects.select_for_update().only("n_dealt").get(pk=exam.pk)
        Exam.objects.filter(pk=exam.pk).update(n_dealt=locked.n_dealt + 1)
    return locked.n_dealt


def draw_response(
    attempt: Attempt, slot: Slot, *, slug: str, number: int, round_: int, avoid: Collection[int]
) -> Response:
    """Return an unsaved response with another variant of the question and its keys frozen."""
    seed = seed_of(attempt, slot, round_=round_)
    variant = issue_variant(slug=slug, seed=seed, avoid=avoid)
    keys = all_keys_of([(variant.version_id, variant.index)])
    return freeze(attempt, slot, variant, number=number, round_=round_, keys=keys)


def renew_variant(*, attempt: Attempt, number: int, now: datetime) -> Response:
    """Draw another variant of a question in practice; the old one is kept, the better counts.

    Raises
    ------
    AnswerTooLate, AttemptClosed, ResponseNotFound
    VariantNotRenewable
        If this is no practice or every variant was seen.
    """
    require_open(attempt, now)
    seen = get_response_of(attempt, number)
    if attempt.exam.kind != Exam.Kind.PRACTICE:
        raise errors.VariantNotRenewable(_("New variants are handed out in practice only."))
    with transaction.atomic():
        locked = lock_attempt(attempt.pk)
        require_open(locked, now)
        old = lock_response(seen.pk)
        if not old.is_current:
            # The other click of a double click was faster.
            return get_response_of(locked, number)
        used = Response.objects.filter(attempt=locked, slot_id=old.slot_id)
        avoid = set(used.values_list("variant_index", flat=True))
        variant = IssuedVariant.from_json(old.variant)
        if len(avoid) >= variant.n_variants:
            raise errors.VariantNotRenewable(_("You have seen every variant of this question."))
        slot = Slot.objects.get(pk=old.slot_id)
        new = draw_response(
            locked, slot, slug=variant.slug, number=number, round_=old.round + 1, avoid=avoid
        )
        old.is_current = old.is_open = False
        old.save(update_fields=["is_current", "is_open"])
        new.save(force_insert=True)
    return new
