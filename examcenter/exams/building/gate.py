"""The door of a room: an exam's password and networks, asked at the start and ever after.

The answer is kept in the session together with the address that it was given from, so a new session
or another address is asked again. Nothing is written while an exam has no door.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from examcenter.accounts.models import User
from examcenter.clients import address_of
from examcenter.exams import timing
from examcenter.exams.building.addresses import is_inside
from examcenter.exams.building.errors import (
    PASSWORD_FIELD,
    PASSWORD_HEADER,
    EntryLocked,
    EntryNeeded,
    EntryRefused,
    EntryWrong,
    OutsideRoom,
)
from examcenter.exams.building.passwords import of_header, spoken
from examcenter.exams.models import Attempt, EntryGuess, Exam, RoomEvent
from examcenter.returning import way_back

# So many wrong passwords of one person within the time, and the door stays shut for the rest of it.
MOST_GUESSES = 10
GUESSES_S = 300
_ENTERED = "room_entries"
_NOTED = "room_refusals"


def require_entry(request: HttpRequest, where: Exam | Attempt) -> None:
    """Let a person go on with an exam or an attempt, or refuse; one that is over has no door.

    A password may come with the request: in the form, or in a program's header.

    Raises
    ------
    OutsideRoom
        If the request comes from none of the exam's networks.
    EntryNeeded, EntryWrong, EntryLocked
        If the password is missing or wrong, or was guessed too often.
    """
    attempt = where if isinstance(where, Attempt) else None
    exam = where.exam if isinstance(where, Attempt) else where
    if not has_door(where):
        return
    try:
        _require(request, exam, attempt)
    except (OutsideRoom, EntryWrong, EntryLocked) as refusal:
        if attempt is not None:
            _note(request, attempt, refusal)
        raise


def has_door(where: Exam | Attempt) -> bool:
    """Tell whether a room keeps it; an attempt that is over can be read from everywhere."""
    exam = where.exam if isinstance(where, Attempt) else where
    if not (exam.networks or exam.room_password):
        return False
    return not isinstance(where, Attempt) or timing.is_running(
        timezone.now(),
        deadline_at=where.deadline_at,
        finished_at=where.finished_at,
        paused_at=where.paused_at,
    )


def is_at_the_door(request: HttpRequest, attempt: Attempt) -> bool:
    """Tell whether a request comes from outside of the room; nobody is asked, nothing is noted."""
    if not has_door(attempt):
        return False
    exam, address = attempt.exam, address_of(request)
    if exam.networks and not is_inside(address, exam.networks):
        return True
    return bool(exam.room_password) and not _has_entered(request, exam, address)


def _require(request: HttpRequest, exam: Exam, attempt: Attempt | None) -> None:
    address, page = address_of(request), _page_of(request, exam, attempt)
    if exam.networks and not is_inside(address, exam.networks):
        raise OutsideRoom(exam=exam, page=page, address=address)
    if not exam.room_password or _has_entered(request, exam, address):
        return
    header = request.headers.get(PASSWORD_HEADER)
    offered = of_header(header) if header else request.POST.get(PASSWORD_FIELD)
    if offered is None:
        raise EntryNeeded(exam=exam, page=page)
    assert isinstance(request.user, User)
    _check_password(exam, request.user, offered, page=page, now=timezone.now())
    _remember(request, exam, address)


def _check_password(exam: Exam, user: User, offered: str, *, page: str, now: datetime) -> None:
    """Compare a password and count wrong ones; it was said aloud, so capitals do not matter."""
    right = hmac.compare_digest(spoken(offered).encode(), spoken(exam.room_password).encode())
    with transaction.atomic():
        guess = EntryGuess.objects.select_for_update().filter(exam=exam, user=user).first()
        if guess is not None and now >= guess.first_at + timedelta(seconds=GUESSES_S):
            guess.delete()
            guess = None
        is_locked = guess is not None and guess.n_wrong >= MOST_GUESSES
        if not is_locked:
            _count(exam, user, guess, is_right=right, now=now)
    if guess is not None and is_locked:
        until = guess.first_at + timedelta(seconds=GUESSES_S)
        raise EntryLocked(exam=exam, page=page, until=until, now=now)
    if not right:
        raise EntryWrong(exam=exam, page=page)


def _count(
    exam: Exam, user: User, guess: EntryGuess | None, *, is_right: bool, now: datetime
) -> None:
    if is_right:
        if guess is not None:
            guess.delete()
        return
    if guess is None:
        guess, _ = EntryGuess.objects.get_or_create(
            exam=exam, user=user, defaults={"first_at": now}
        )
    guess.n_wrong += 1
    guess.save(update_fields=["n_wrong"])


def _is_program(request: HttpRequest) -> bool:
    """Tell whether a token asks: programs have no session and send the password each time."""
    return getattr(request, "auth", None) is not None


def _has_entered(request: HttpRequest, exam: Exam, address: str) -> bool:
    if _is_program(request):
        return False
    entered = request.session.get(_ENTERED, {})
    return bool(entered.get(str(exam.pk)) == address)


def _remember(request: HttpRequest, exam: Exam, address: str) -> None:
    if not _is_program(request):
        entered = request.session.get(_ENTERED, {})
        request.session[_ENTERED] = {**entered, str(exam.pk): address}


def _note(request: HttpRequest, attempt: Attempt, refusal: EntryRefused) -> None:
    """Leave evidence for whoever watches the room: one row for each kind and address."""
    address = address_of(request)
    mark = f"{attempt.pk}:{refusal.code}:{address}"
    # A program has no session to remember it in, and would fill the table.
    noted = [mark] if _is_program(request) else request.session.get(_NOTED, [])
    if mark in noted:
        return
    RoomEvent.objects.create(
        attempt=attempt,
        kind=RoomEvent.Kind.REFUSED,
        data={"code": refusal.code, "address": address},
        created_at=timezone.now(),
    )
    request.session[_NOTED] = [*noted, mark]


def _page_of(request: HttpRequest, exam: Exam, attempt: Attempt | None) -> str:
    """Return the page to go on with when the door is open."""
    asked = request.GET.get("next") or request.POST.get("next", "")
    if request.path == reverse("exams:entry", args=[exam.pk]):
        return way_back(request, asked, default=_exam(exam))
    if attempt is None:
        return _exam(exam)
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        return urlsplit(referer).path or "/"
    return reverse("exams:resume", args=[attempt.pk])


def _exam(exam: Exam) -> str:
    return reverse("exams:exam", args=[exam.pk])
