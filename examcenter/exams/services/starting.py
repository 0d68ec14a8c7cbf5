"""Starting attempts and drawing the variants that are answered in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import F
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
from examcenter.exams.signals import attempt_started
from examcenter.prepared import PreparedInsert, PreparedRead, PreparedUpdate
from questions.services import IssuedVariant, deal_variant

# Everybody starts at once, so what a start asks and writes is compiled once.
_SITTINGS = PreparedRead(
    lambda user_id, exam_id: Attempt.objects.filter(user=user_id, exam=exam_id).order_by("number"),
    {"user_id": models.BigIntegerField(), "exam_id": models.UUIDField()},
)
_TURN = PreparedUpdate(
    lambda pk: Exam.objects.filter(pk=pk),
    {"pk": models.UUIDField()},
    sets={},
    adds={"n_dealt": F("n_dealt") + 1},
)
_NEW_ATTEMPTS = PreparedInsert(Attempt)
_NEW_RESPONSES = PreparedInsert(Response)


def start_attempt(
    *,
    user: User,
    exam_id: UUID,
    now: datetime,
    on_start: Callable[[Attempt], None] | None = None,
) -> Attempt:
    """Start an attempt with its variants drawn and frozen, or return the one that is open.

    ``on_start`` is called with a new one, in the transaction that starts it.

    Raises
    ------
    ExamNotFound, ExamNotOpen, NoAttemptsLeft, NothingToDraw
    """
    exam = get_exam_for(user, exam_id)
    return start_attempt_at(user=user, exam=exam, now=now, on_start=on_start)


def start_attempt_at(
    *,
    user: User,
    exam: Exam,
    now: datetime,
    on_start: Callable[[Attempt], None] | None = None,
) -> Attempt:
    """Do that at an exam that `get_exam_for` has just fetched for the person."""
    try:
        return _start_or_go_on(exam, user, now, on_start)
    except IntegrityError:
        # The other click of a double click was faster, or a teacher changed a slot just now.
        return _start_or_go_on(exam, user, now, on_start)


def _start_or_go_on(
    exam: Exam, user: User, now: datetime, on_start: Callable[[Attempt], None] | None
) -> Attempt:
    sittings = _SITTINGS.all(user_id=user.pk, exam_id=exam.pk)
    running = _find_running(exam, sittings, now)
    if running is not None:
        return running
    n_used = max((attempt.number for attempt in sittings), default=0)
    attempt, responses = _draw_attempt(exam, user, n_used, now)
    new_attempt, new_responses = _NEW_ATTEMPTS.bind([attempt]), _NEW_RESPONSES.bind(responses)
    with transaction.atomic():
        _NEW_ATTEMPTS.run(new_attempt)
        _NEW_RESPONSES.run(new_responses)
        attempt_started.send(sender=Attempt, attempt=attempt, now=now)
        if on_start is not None:
            on_start(attempt)
    return attempt


def _find_running(exam: Exam, sittings: Sequence[Attempt], now: datetime) -> Attempt | None:
    """Return the open attempt, if there is one whose time is not over."""
    for attempt in sittings:
        if attempt.finished_at is None:
            attempt.exam = exam
            current = close_if_over(attempt=attempt, now=now)
            return attempt if current.finished_at is None else None
    return None


def _draw_attempt(
    exam: Exam, user: User, n_used: int, now: datetime
) -> tuple[Attempt, list[Response]]:
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
    if not rules.has_attempt_left(n_used):
        assert rules.max_attempts is not None
        raise errors.NoAttemptsLeft(n_attempts=rules.max_attempts)
    sources = read_sources(list_slots(exam))
    if not sources:
        raise errors.ExamNotOpen()
    attempt = Attempt(
        exam=exam,
        user=user,
        number=n_used + 1,
        started_at=now,
        deadline_at=rules.deadline(now),
    )
    return attempt, draw_paper(attempt, sources, turn=take_turn(exam), seen=read_seen(attempt))


def take_turn(exam: Exam) -> int:
    """Return the next turn of an exam: 0, 1, 2 and so on, each handed out once.

    A statement of its own, so that many who start at once wait for a counter and no longer. A
    turn that a double click takes is lost, which shifts the balance of strata by one at most.
    """
    n_dealt = _TURN.run_returning("n_dealt", pk=exam.pk)
    if n_dealt is None:
        raise errors.ExamNotFound
    return int(n_dealt) - 1


def draw_response(
    attempt: Attempt, slot: Slot, *, slug: str, number: int, round_: int, avoid: Collection[int]
) -> Response:
    """Return an unsaved response with another variant of the question and its keys frozen."""
    seed = seed_of(attempt, slot, round_=round_)
    dealt = deal_variant(slug=slug, seed=seed, avoid=avoid)
    return freeze(attempt, slot, dealt, number=number, round_=round_)


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
