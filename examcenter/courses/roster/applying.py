"""Doing what a plan says: all of it or nothing, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Protocol

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, transaction

from examcenter.accounts.models import User
from examcenter.courses.models import Course, Enrollment, Group
from examcenter.courses.roster.planning import CHANGES, JOINS, NEW, Plan, plan_roster
from examcenter.courses.roster.reading import Person, Reading
from examcenter.courses.services.departures import come_back
from examcenter.courses.signals import tell_roster_changed
from examcenter.exams import audit

_BATCH = 500


class NewAccount(Protocol):
    """A line of a list that makes an account."""

    @property
    def person(self) -> Person | None:
        """What the line says of the person."""

    @property
    def username(self) -> str:
        """The name that the account gets."""


@dataclass(frozen=True)
class Applied:
    """What was done; ``made`` are the places of accounts that are new."""

    n_new: int
    n_joined: int
    n_changed: int
    n_groups: int
    made: tuple[Enrollment, ...]


class PlanChanged(Exception):
    """The course is not what it was when the plan was looked at; ``plan`` is what holds now."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__("the course has changed since the report was made")


def apply_roster(
    reading: Reading,
    *,
    actor: Enrollment,
    default_role: str,
    fingerprint: str,
    now: datetime,
    with_invitations: bool = False,
) -> Applied:
    """Do what the report with this fingerprint said.

    Raises
    ------
    PlanChanged
        If the list would do something else by now: nothing is done, and the new plan comes along.
    """
    try:
        with transaction.atomic():
            # One list at a time for a course.
            Course.objects.select_for_update().get(pk=actor.course_id)
            plan = plan_roster(reading, actor=actor, default_role=default_role)
            if plan.fingerprint != fingerprint:
                raise PlanChanged(plan)
            return _apply(plan, actor, now, with_invitations)
    except IntegrityError:
        # Somebody made the same account for another course in the same moment.
        plan = plan_roster(reading, actor=actor, default_role=default_role)
        raise PlanChanged(plan) from None


def _apply(plan: Plan, actor: Enrollment, now: datetime, with_invitations: bool) -> Applied:
    lines = [line for line in plan.lines if line.is_written]
    new = [line for line in lines if line.outcome == NEW]
    joining = [line for line in lines if line.outcome == JOINS]
    changing = [line for line in lines if line.outcome == CHANGES]
    accounts = make_accounts(new)
    user_ids = {line.line: line.user_id for line in joining if line.user_id is not None}
    user_ids |= {line.line: user.pk for line, user in zip(new, accounts, strict=True)}
    places = [
        Enrollment(
            course_id=actor.course_id,
            user_id=user_ids[line.line],
            role=line.role,
            made_account=line.outcome == NEW,
            invite_asked_at=now if with_invitations and line.outcome == NEW else None,
        )
        for line in (*new, *joining)
    ]
    Enrollment.objects.bulk_create(come_back(places, now), batch_size=_BATCH)
    for user, place in zip(accounts, places, strict=False):
        place.user = user
    for role in {line.role for line in changing if line.role}:
        ids = [line.place.pk for line in changing if line.role == role and line.place is not None]
        Enrollment.objects.filter(pk__in=ids).update(role=role, updated_at=now)
    by_line = {line.line: place for line, place in zip((*new, *joining), places, strict=True)} | {
        line.line: line.place for line in changing if line.place is not None
    }
    _join_groups(plan, by_line, actor, now)
    _record(plan, by_line, actor, now)
    tell_roster_changed(
        course_id=actor.course_id, now=now, added=len(places), changed=len(changing)
    )
    return Applied(
        len(new), len(joining), len(changing), len(plan.groups_made), tuple(places[: len(new)])
    )


def make_accounts(lines: Iterable[NewAccount]) -> list[User]:
    """Make accounts that nobody can sign in to before their person has set a password."""
    accounts = []
    for line in lines:
        person = line.person
        assert person is not None
        accounts.append(
            User(
                username=line.username,
                email=person.email,
                first_name=person.first_name,
                last_name=person.last_name,
                # Nobody signs in by it; the person sets the first one. As Django marks and varies
                # it, at a tenth of the time.
                password=f"{UNUSABLE_PASSWORD_PREFIX}{token_urlsafe(30)}",
            )
        )
    return User.objects.bulk_create(accounts, batch_size=_BATCH)


def _join_groups(
    plan: Plan, by_line: dict[int, Enrollment], actor: Enrollment, now: datetime
) -> None:
    Group.objects.bulk_create(
        Group(course_id=actor.course_id, name=name) for name in plan.groups_made
    )
    groups = {group.name.casefold(): group for group in Group.objects.filter(course=actor.course)}
    through = Group.members.through
    rows = [
        through(group_id=groups[name.casefold()].pk, enrollment_id=by_line[line.line].pk)
        for line in plan.lines
        if line.is_written
        for name in {name.casefold(): name for name in line.new_groups}.values()
    ]
    through.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
    joined = [row.enrollment_id for row in rows]
    for at in range(0, len(joined), _BATCH):
        Enrollment.objects.filter(pk__in=joined[at : at + _BATCH]).update(updated_at=now)


def _record(plan: Plan, by_line: dict[int, Enrollment], actor: Enrollment, now: datetime) -> None:
    """Tell the audit log: one entry for each role that changed, and lists of who was added."""
    added: dict[str, list[str]] = {}
    for line in plan.lines:
        if line.outcome in (NEW, JOINS):
            added.setdefault(line.role, []).append(str(by_line[line.line].pk))
        elif line.outcome == CHANGES and line.role and line.place is not None:
            audit.record(
                action="role-changed",
                course=actor.course,
                actor=actor.user,
                now=now,
                data={
                    "enrollment": str(line.place.pk),
                    "before": line.place.role,
                    "after": line.role,
                },
            )
    for role, ids in added.items():
        for at in range(0, len(ids), _BATCH):
            audit.record(
                action="people-added",
                course=actor.course,
                actor=actor.user,
                now=now,
                data={"role": role, "enrollments": ids[at : at + _BATCH]},
            )
    if plan.groups_made:
        audit.record(
            action="groups-made",
            course=actor.course,
            actor=actor.user,
            now=now,
            data={"names": list(plan.groups_made)},
        )
