"""What a list would do to a course, line by line, before anything is done.

A plan costs the same few queries however long the list is. What is known of a person outside of the
course is never shown: only that somebody with this address or username is known.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.accounts.models import User
from examcenter.accounts.names import username_key
from examcenter.courses.models import Enrollment, Group
from examcenter.courses.roles import Role, may_give
from examcenter.courses.roster.reading import Person, Reading
from examcenter.courses.roster.usernames import free_username, names_from

NEW, JOINS, CHANGES, SAME = "new", "joins", "changes", "same"
DUPLICATE, REFUSED, UNREADABLE = "duplicate", "refused", "unreadable"
OUTCOMES = {
    NEW: gettext_lazy("new account"),
    JOINS: gettext_lazy("known, joins the course"),
    CHANGES: gettext_lazy("changes"),
    SAME: gettext_lazy("in the course already"),
    DUPLICATE: gettext_lazy("twice in the list"),
    REFUSED: gettext_lazy("not possible"),
    UNREADABLE: gettext_lazy("cannot be read"),
}
WRITTEN = (NEW, JOINS, CHANGES)


@dataclass(frozen=True)
class Line:
    """What becomes of one line."""

    line: int
    words: str
    address: str
    outcome: str
    notes: tuple[str, ...] = ()
    person: Person | None = None
    username: str = ""
    role: str = ""
    new_groups: tuple[str, ...] = ()
    user_id: int | None = None
    place: Enrollment | None = None

    @property
    def outcome_words(self) -> str:
        """The outcome as the report says it."""
        return str(OUTCOMES[self.outcome])

    @property
    def is_problem(self) -> bool:
        """Whether somebody should look at the line."""
        return self.outcome in (DUPLICATE, REFUSED, UNREADABLE)

    @property
    def is_written(self) -> bool:
        """Whether applying the list does something for this line."""
        return self.outcome in WRITTEN


@dataclass(frozen=True)
class Plan:
    """What a whole list would do."""

    lines: tuple[Line, ...]
    groups_made: tuple[str, ...]
    reading: Reading

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """How many lines have each outcome, with its words; those without any are left out."""
        counted = Counter(line.outcome for line in self.lines)
        return [
            (name, str(words), counted[name]) for name, words in OUTCOMES.items() if counted[name]
        ]

    @property
    def n_written(self) -> int:
        """How many lines applying the list does something for."""
        return sum(line.is_written for line in self.lines)

    @property
    def fingerprint(self) -> str:
        """What tells whether a plan is the one that was looked at."""
        said = [
            (line.line, line.outcome, line.address, line.username, str(line.role), line.new_groups)
            for line in self.lines
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()


@dataclass
class _Known:
    """What the database knows of everybody in the list and in the course."""

    by_address: dict[str, User] = field(default_factory=dict)
    by_username: dict[str, User] = field(default_factory=dict)
    places: dict[int, Enrollment] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    groups_of: dict[object, set[str]] = field(default_factory=dict)


def plan_roster(reading: Reading, *, actor: Enrollment, default_role: str) -> Plan:
    """Return what a list would do to the actor's course."""
    known = _look_up(reading.people, actor)
    planner = _Planner(known, actor, default_role)
    lines = [planner.plan(person) for person in reading.people]
    lines += [
        Line(bad.line, bad.text, "", UNREADABLE, notes=(bad.why,)) for bad in reading.unreadable
    ]
    made: dict[str, str] = {}
    for line in lines:
        for name in line.new_groups if line.is_written else ():
            if name.casefold() not in known.groups:
                made.setdefault(name.casefold(), name)
    return Plan(tuple(sorted(lines, key=lambda line: line.line)), tuple(made.values()), reading)


def _look_up(people: Iterable[Person], actor: Enrollment) -> _Known:
    listed = list(people)
    addresses = {person.email for person in listed if person.email}
    names = {username_key(person.username) for person in listed if person.username}
    # Those that new accounts would be given.
    names |= {username_key(name) for address in addresses for name in names_from(address)}
    known = _Known()
    by_address = User.objects.annotate(address=Lower("email")).filter(address__in=addresses)
    known.by_address = {user.email.lower(): user for user in by_address}
    by_username = User.objects.filter(username_key__in=names)
    known.by_username = {user.username_key: user for user in by_username}
    course = actor.course_id
    for place in Enrollment.objects.filter(course=course).select_related("user"):
        known.places[place.user_id] = place
    known.groups = {
        name.casefold(): name
        for name in Group.objects.filter(course=course).values_list("name", flat=True)
    }
    members = Group.members.through.objects.filter(group__course=course)
    for place_id, name in members.values_list("enrollment_id", "group__name"):
        known.groups_of.setdefault(place_id, set()).add(name.casefold())
    return known


class _Planner:
    """Goes through a list from the top and remembers who was met."""

    def __init__(self, known: _Known, actor: Enrollment, default_role: str) -> None:
        self.known, self.actor, self.default_role = known, actor, default_role
        self.met_people: dict[int, int] = {}
        self.met_new: dict[str, int] = {}

    def plan(self, person: Person) -> Line:
        """Return what becomes of a line."""
        by_address = self.known.by_address.get(person.email) if person.email else None
        by_username = (
            self.known.by_username.get(username_key(person.username)) if person.username else None
        )
        user = by_address or by_username
        if by_address and by_username and by_address.pk != by_username.pk:
            return _line(person, REFUSED, _("the address and the username are of two people"))
        if user is None:
            return self._plan_new(person)
        place = self.known.places.get(user.pk)
        first = self.met_people.setdefault(user.pk, person.line)
        if first != person.line:
            return _line(
                person, DUPLICATE, _("the same person as in line %(first)s") % {"first": first}
            )
        if place is not None:
            return self._plan_member(person, user, place)
        if by_address is None and person.email and user.email:
            return _line(
                person, REFUSED, _("somebody with another e-mail address has this username")
            )
        return self._plan_joining(person, user)

    def _plan_new(self, person: Person) -> Line:
        username = person.username or self._free_username(person.email)
        keys = [f"@{person.email}"] if person.email else []
        keys.append(username_key(username))
        first = min((self.met_new[key] for key in keys if key in self.met_new), default=None)
        if first is not None:
            return _line(
                person, DUPLICATE, _("the same person as in line %(first)s") % {"first": first}
            )
        role = person.role or self.default_role
        if not may_give(self.actor, role):
            return _line(person, REFUSED, _("only owners of the course may make owners"))
        self.met_new.update(dict.fromkeys(keys, person.line))
        notes = _as_what(role, person.groups)
        if not person.email:
            notes.append(_("no e-mail address: hand the first sign-in link over"))
        return _line(person, NEW, *notes, username=username, role=role, new_groups=person.groups)

    def _plan_joining(self, person: Person, user: User) -> Line:
        role = person.role or self.default_role
        if not may_give(self.actor, role):
            return _line(person, REFUSED, _("only owners of the course may make owners"))
        notes = _as_what(role, person.groups)
        return _line(
            person, JOINS, *notes, role=role, new_groups=person.groups, user_id=user.pk, username=""
        )

    def _plan_member(self, person: Person, user: User, place: Enrollment) -> Line:
        why = self._why_not(person, place)
        if why:
            return _line(person, REFUSED, why)
        has = self.known.groups_of.get(place.pk, set())
        new_groups = tuple(name for name in person.groups if name.casefold() not in has)
        notes = _kept(person, user)
        role = person.role if person.role and person.role != place.role else ""
        if new_groups:
            notes.insert(0, _joins(new_groups))
        if role:
            notes.insert(
                0,
                _("%(before)s becomes %(after)s")
                % {"before": Role(place.role).label, "after": Role(role).label},
            )
        return _line(
            person,
            CHANGES if role or new_groups else SAME,
            *notes,
            role=role,
            new_groups=new_groups,
            user_id=user.pk,
            place=place,
        )

    def _why_not(self, person: Person, place: Enrollment) -> str:
        """Return why a list does not change this person's role; nothing when it may."""
        if not person.role or person.role == place.role:
            return ""
        if place.pk == self.actor.pk:
            return _("a list does not change your own role")
        if place.role == Role.PROGRAM:
            return _("a program keeps its role")
        if place.role == Role.OWNER:
            return _("owners are changed one by one, on their own page")
        if not may_give(self.actor, person.role):
            return _("only owners of the course may make owners")
        return ""

    def _free_username(self, address: str) -> str:
        """Return the first half of the address where nobody has it, else the whole."""
        return free_username(
            names_from(address),
            lambda key: key in self.known.by_username or key in self.met_new,
        )


def _as_what(role: str, groups: Sequence[str]) -> list[str]:
    """Return what somebody comes as, where it is more than a student of the course."""
    notes = [] if role == Role.STUDENT else [str(Role(role).label)]
    return [*notes, _joins(groups)] if groups else notes


def _joins(groups: Sequence[str]) -> str:
    return _("joins %(names)s") % {"names": ", ".join(groups)}


def _kept(person: Person, user: User) -> list[str]:
    """Return what the list says otherwise of somebody in the course; it stays as it is."""
    notes = []
    typed = f"{person.first_name} {person.last_name}".strip()
    if typed and user.get_full_name() and typed != user.get_full_name():
        notes.append(_("the name stays %(name)s") % {"name": user.get_full_name()})
    if person.email and user.email and person.email != user.email.lower():
        notes.append(_("the e-mail address stays as it is"))
    return notes


def _line(person: Person, outcome: str, *notes: str, **more: object) -> Line:
    return Line(
        person.line,
        person.words,
        person.email or person.username,
        outcome,
        notes=notes,
        person=person,
        **more,  # type: ignore[arg-type]
    )
