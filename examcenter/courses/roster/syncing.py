"""What another system's roster would do to a course, row by row, before anything is done.

Every row is done whole or refused whole. Saying the same roster twice changes nothing the second
time, and what a course ends up with depends on the last roster alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from examcenter.accounts.models import User
from examcenter.accounts.names import username_key
from examcenter.courses.errors import ExternalIdTaken
from examcenter.courses.models import Enrollment, Group
from examcenter.courses.roles import Role, may_give, require_may_change
from examcenter.courses.roster.entries import EXTERNAL, ROLES, Entry, Misread
from examcenter.courses.roster.matching import Known, Meant, NotThem, look_up

CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"
REMOVED, KEPT, REFUSED = "removed", "kept", "refused"
OUTCOMES = (CREATED, CHANGED, UNCHANGED, REMOVED, KEPT, REFUSED)
MERGE, REPLACE = "merge", "replace"
MODES = (MERGE, REPLACE)


@dataclass(frozen=True)
class SyncLine:
    """What becomes of one row, or of somebody whom a whole roster does not name.

    ``row`` is None for those; ``steps`` lead from the row to the value that is wrong.
    """

    outcome: str
    row: int | None = None
    entry: Entry | None = None
    place: Enrollment | None = None
    user: User | None = None
    username: str = ""
    role: str = ""
    # By name in small letters, and the groups that are left.
    joins: tuple[str, ...] = ()
    leaves: tuple[UUID, ...] = ()
    notes: tuple[str, ...] = ()
    steps: tuple[str | int, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class SyncPlan:
    """What a whole roster would do."""

    lines: tuple[SyncLine, ...]
    # The names of groups that have to be made, by what they are compared by.
    groups_made: dict[str, str]
    known: Known

    def with_outcome(self, outcome: str) -> list[SyncLine]:
        """Return the lines that come to something."""
        return [line for line in self.lines if line.outcome == outcome]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines come to what."""
        counted = Counter(line.outcome for line in self.lines)
        return {outcome: counted[outcome] for outcome in OUTCOMES}


def plan_sync(
    rows: Sequence[Entry | Misread],
    *,
    actor: Enrollment,
    mode: str = MERGE,
    roles: Sequence[str] = ROLES,
) -> SyncPlan:
    """Return what a roster would do to the actor's course.

    With ``replace``, people in one of the ``roles`` whom the roster does not name are taken out.
    """
    known = look_up(rows, actor.course_id)
    planner = _Planner(known, actor)
    lines = [planner.plan(row) for row in rows]
    if mode == REPLACE:
        lines += planner.plan_removals(roles)
    return SyncPlan(tuple(lines), planner.groups_made, known)


def plan_one(entry: Entry, *, actor: Enrollment, meant: Meant | None = None) -> SyncPlan:
    """Return what one person's row would do; who is meant may be known already.

    One person is changed by the rules of the person's page: owners may change owners.

    Raises
    ------
    RoleNotYours, OwnPlace, LastOwner, ExternalIdTaken
    """
    known = look_up([entry], actor.course_id)
    planner = _Planner(known, actor, is_single=True)
    if meant is None:
        return SyncPlan((planner.plan(entry),), planner.groups_made, known)
    has_it = known.by_external.get(entry.external_id) if entry.external_id else None
    if has_it is not None and has_it != meant.place:
        raise ExternalIdTaken(entry.external_id)
    line = planner.plan_person(entry, meant)
    return SyncPlan((line,), planner.groups_made, known)


@dataclass
class _Planner:
    """Goes through a roster from the top and remembers who was met."""

    known: Known
    actor: Enrollment
    groups_made: dict[str, str] = field(default_factory=dict)
    met_people: dict[int, int] = field(default_factory=dict)
    met_keys: dict[str, int] = field(default_factory=dict)
    # A row of which nobody knows whom it means: nobody is taken out then.
    is_anybody_unclear: bool = False
    is_single: bool = False

    def __post_init__(self) -> None:
        """Find the groups by their names and their external ids."""
        self.by_name = {group.name.casefold(): group for group in self.known.groups}
        self.by_external = {
            f"{EXTERNAL}{group.external_id}": group
            for group in self.known.groups
            if group.external_id
        }

    def plan(self, row: Entry | Misread) -> SyncLine:
        """Return what becomes of a row."""
        if isinstance(row, Misread):
            hinted = self.known.hint(row)
            if hinted is not None:
                self.met_people.setdefault(hinted.user_id, row.row)
            self.is_anybody_unclear |= hinted is None
            return SyncLine(REFUSED, row.row, steps=row.steps, why=row.why, place=hinted)
        try:
            meant = self.known.whom(row)
        except NotThem as doubt:
            self.is_anybody_unclear = True
            return _refuse(row, (doubt.field,), doubt.why)
        first = self._meet(row, meant)
        if first is not None:
            return _refuse(row, (), f"the same person as in row {first}", meant)
        return self.plan_person(row, meant)

    def _meet(self, row: Entry, meant: Meant) -> int | None:
        """Return the row in which this person was met before."""
        keys = [f"external:{row.external_id}"]
        if meant.user is None:
            keys += [f"@{row.email}"] if row.email else []
            keys += [username_key(row.username)] if row.username else []
        rows = [self.met_keys[key] for key in keys if key in self.met_keys]
        if meant.user is not None:
            rows += [self.met_people[meant.user.pk]] if meant.user.pk in self.met_people else []
        if rows:
            return min(rows)
        self.met_keys.update(dict.fromkeys(keys, row.row))
        if meant.user is not None:
            self.met_people[meant.user.pk] = row.row
        return None

    def plan_person(self, row: Entry, meant: Meant) -> SyncLine:
        """Return what becomes of a row of which it is known whom it means."""
        place, user = meant.place, meant.user
        why = self._why_not(row, place)
        if why:
            return _refuse(row, ("role",), why, meant)
        wanted: list[Group | str] = []
        for at, name in enumerate(row.groups or ()):
            group = self._group(name)
            if group is None:
                return _refuse(row, ("groups", at), "the course has no group of this id", meant)
            wanted.append(group)
        joins, leaves, notes = self._plan_groups(row, place, wanted)
        username = ""
        if user is None:
            username = self.known.new_username(row, self.met_keys)
            self.met_keys.setdefault(username_key(username), row.row)
        else:
            notes += _kept(row, user)
        return SyncLine(
            _outcome(row, place, bool(joins or leaves)),
            row.row,
            row,
            place,
            user,
            username,
            row.role,
            joins,
            leaves,
            tuple(notes),
        )

    def _group(self, name: str) -> Group | str | None:
        """Return a group by its name or id; the name of one to be made; None for an unknown id."""
        if name.startswith(EXTERNAL):
            return self.by_external.get(name)
        return self.by_name.get(name.casefold(), name)

    def _plan_groups(
        self, row: Entry, place: Enrollment | None, wanted: Sequence[Group | str]
    ) -> tuple[tuple[str, ...], tuple[UUID, ...], list[str]]:
        if row.groups is None:
            return (), (), []
        has = self.known.groups_of.get(place.pk, set()) if place is not None else set()
        names = {(one if isinstance(one, str) else one.name).casefold(): one for one in wanted}
        for key, one in names.items():
            if isinstance(one, str):
                self.groups_made.setdefault(key, one)
        joins = tuple(
            key for key, one in names.items() if isinstance(one, str) or one.pk not in has
        )
        stays = {one.pk for one in wanted if isinstance(one, Group)}
        # Who has more time by a group does not lose it because another system knows nothing of it.
        held = (has - stays) & self.known.granted
        notes = [
            f"stays in {group.name}: accommodations were granted to this group"
            for group in (self.known.groups if held else ())
            if group.pk in held
        ]
        return joins, tuple(has - stays - held), notes

    def _why_not(self, row: Entry, place: Enrollment | None) -> str:
        """Return why a roster does not give a person this role; nothing when it may."""
        if place is not None and place.role not in ROLES:
            return "this is a program, and no person of a roster"
        if place is not None and place.role == row.role:
            return ""
        if place is not None and self.is_single:
            require_may_change(self.actor, place, row.role)
            return ""
        if place is not None and place.pk == self.actor.pk:
            return "a roster does not change your own role"
        if place is not None and place.role == Role.OWNER:
            return "owners are changed one by one, not by a list"
        if not may_give(self.actor, row.role):
            return "only owners of the course may make owners"
        return ""

    def plan_removals(self, roles: Sequence[str]) -> list[SyncLine]:
        """Return what becomes of the people whom the roster does not name."""
        lines = []
        for place in self.known.places.values():
            if place.user_id in self.met_people or place.role not in ROLES:
                continue
            if place.role in roles:
                why = self._why_kept(place)
                lines.append(
                    SyncLine(KEPT if why else REMOVED, place=place, user=place.user, why=why)
                )
        return lines

    def _why_kept(self, place: Enrollment) -> str:
        if place.pk == self.actor.pk:
            return "this is your own place"
        if place.role == Role.OWNER and self.actor.role != Role.OWNER:
            return "only owners of the course may take an owner out"
        if self.is_anybody_unclear:
            return "a row that was refused may mean this person"
        return ""


def _outcome(row: Entry, place: Enrollment | None, has_moved: bool) -> str:
    if place is None:
        return CREATED
    is_same = place.role == row.role and place.external_id == row.external_id
    return UNCHANGED if is_same and not has_moved else CHANGED


def _refuse(
    row: Entry, steps: tuple[str | int, ...], why: str, meant: Meant | None = None
) -> SyncLine:
    known = meant or Meant()
    return SyncLine(REFUSED, row.row, row, known.place, known.user, steps=steps, why=why)


def _kept(row: Entry, user: User) -> list[str]:
    """Return what the roster says otherwise of somebody who is known; it stays as it is."""
    notes = []
    typed = f"{row.first_name} {row.last_name}".strip()
    if typed and typed != user.get_full_name():
        notes.append("the name stays as the account has it")
    if row.email and row.email != user.email.lower():
        notes.append("the e-mail address stays as the account has it")
    return notes
