"""The people of a course as their teachers look at them: searched, sorted, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from examcenter.courses.models import Course, Enrollment, Group
from examcenter.courses.roles import Role
from examcenter.paging import leaf_of, read_choice, read_order, read_page, read_uuid, read_words

PAGE_SIZE = 50
_SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("user__last_name", "user__first_name", "user__username"),
    "username": ("user__username",),
    "email": ("user__email", "user__username"),
    "role": ("role", "user__last_name", "user__first_name", "user__username"),
    "added": ("created_at", "user__username"),
}


@dataclass(frozen=True)
class Filter:
    """Whom somebody looks for."""

    text: str = ""
    role: str = ""
    group: str = ""
    sort: str = "name"
    is_descending: bool = False
    page: int = 1

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> Filter:
        """Return the filter of a query string; what is unknown there is left out."""
        sort, is_descending = read_order(form, _SORTS, default="name")
        return cls(
            text=read_words(form),
            role=read_choice(form, "role", Role.values),
            group=str(read_uuid(form.get("group", "")) or ""),
            sort=sort,
            is_descending=is_descending,
            page=read_page(form),
        )

    def query(self, **changes: Any) -> str:
        """Return the query string of this filter with some of it changed."""
        other = replace(self, **changes)
        sort = f"-{other.sort}" if other.is_descending else other.sort
        said = {
            "q": other.text,
            "role": other.role,
            "group": other.group,
            "sort": "" if sort == "name" else sort,
            "page": str(other.page) if other.page > 1 else "",
        }
        return urlencode({name: text for name, text in said.items() if text})


@dataclass(frozen=True)
class PersonRow:
    """One person of a course."""

    id: UUID
    name: str
    username: str
    email: str
    role: str
    role_words: str
    groups: tuple[str, ...]
    added_at: datetime
    # Nobody has signed in to the account yet.
    is_waiting: bool
    is_invited: bool


@dataclass(frozen=True)
class Heading:
    """A column that sorts."""

    words: str
    query: str
    direction: str


@dataclass(frozen=True)
class Roster:
    """A page of a course's people."""

    rows: tuple[PersonRow, ...]
    filter: Filter
    n_found: int
    n_all: int
    n_pages: int
    headings: tuple[Heading, ...]
    pages: tuple[tuple[int, str], ...]
    groups: tuple[tuple[str, str], ...]


_HEADINGS = {
    "name": gettext_lazy("Name"),
    "email": "E-mail",
    "username": gettext_lazy("Username"),
    "role": gettext_lazy("Role"),
}


def list_people(course: Course, wanted: Filter) -> Roster:
    """Return a page of the course's people; four queries however many there are."""
    everybody = Enrollment.objects.filter(course=course)
    found = _narrow(everybody, wanted)
    n_found = found.count()
    leaf = leaf_of(n_found, page=wanted.page, size=PAGE_SIZE)
    wanted = replace(wanted, page=leaf.page)
    order = [f"-{key}" if wanted.is_descending else key for key in _SORTS[wanted.sort]]
    places = found.order_by(*order, "pk")[leaf.rows]
    rows = places.select_related("user").prefetch_related("groups")
    return Roster(
        rows=tuple(show_person(place) for place in rows),
        filter=wanted,
        n_found=n_found,
        n_all=everybody.count(),
        n_pages=leaf.n_pages,
        headings=tuple(_heading(wanted, sort, str(words)) for sort, words in _HEADINGS.items()),
        pages=tuple((page, wanted.query(page=page)) for page in leaf.near),
        groups=tuple(
            (str(pk), name)
            for pk, name in Group.objects.filter(course=course).values_list("pk", "name")
        ),
    )


def show_person(place: Enrollment) -> PersonRow:
    """Return a place as the pages show it; user and groups must be read."""
    user = place.user
    return PersonRow(
        id=place.pk,
        name=user.display_name,
        username=user.username,
        email=user.email,
        role=place.role,
        role_words=str(Role(place.role).label),
        groups=tuple(group.name for group in place.groups.all()),
        added_at=place.created_at,
        is_waiting=user.is_waiting,
        is_invited=place.invite_asked_at is not None,
    )


def _narrow(people: QuerySet[Enrollment], wanted: Filter) -> QuerySet[Enrollment]:
    if wanted.role:
        people = people.filter(role=wanted.role)
    if wanted.group:
        people = people.filter(groups=UUID(wanted.group))
    for word in wanted.text.split()[:6]:
        people = people.filter(
            Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
            | Q(user__username__icontains=word)
            | Q(user__email__icontains=word)
        )
    return people


def _heading(wanted: Filter, sort: str, words: str) -> Heading:
    is_here = wanted.sort == sort
    down = is_here and not wanted.is_descending
    return Heading(
        words=words,
        query=wanted.query(sort=sort, is_descending=down, page=1),
        direction=("descending" if wanted.is_descending else "ascending") if is_here else "",
    )
