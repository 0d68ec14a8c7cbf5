"""Courses are made, changed, put away and copied; groups are named, filled and deleted."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from examcenter.courses.errors import GroupNameTaken, RoleNotYours
from examcenter.courses.models import Course, Enrollment, Group
from examcenter.courses.roles import Role
from examcenter.courses.services.courses import (
    CopyWishes,
    CourseFacts,
    copy_course,
    create_course,
)
from examcenter.courses.services.groups import make_group
from examcenter.exams.models import Accommodation, AuditEntry, Exam
from tests.examcenter.making import enroll, make_user

FORM = {"title": "Vision 102", "term": "Autumn 2026", "time_zone": "Europe/Berlin"}


def text_of(reply):
    return reply.content.decode()


def test_a_teacher_makes_a_course_and_owns_it(browser, now):
    tess = browser("tess")
    made = tess.post(reverse("courses:new"), {**FORM, "starts_on": "2026-10-01"})
    course = Course.objects.get(title="Vision 102")
    assert made["Location"] == reverse("courses:people", args=[course.pk])
    assert (course.slug, course.time_zone) == ("vision-102-autumn-2026", "Europe/Berlin")
    assert course.starts_on == date(2026, 10, 1)
    assert list(course.enrollments.values_list("user__username", "role")) == [("tess", "owner")]


def test_staff_may_make_courses_and_students_may_not(cast, now):
    staff = make_user("stan")
    staff.is_staff = True
    assert create_course(facts=CourseFacts("A"), owner=staff, now=now).slug == "a"
    assert create_course(facts=CourseFacts("A"), owner=staff, now=now).slug == "a-2"
    with pytest.raises(RoleNotYours):
        create_course(facts=CourseFacts("A"), owner=cast.ada, now=now)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": " \u200b "}, "Give it a title."),
        ({"starts_on": "2026-10-02", "ends_on": "2026-10-01"}, "before the first"),
        ({"time_zone": "Mars/Olympus"}, "not one of the available"),
        ({"starts_on": "soon"}, "Enter a valid date"),
    ],
)
def test_a_course_that_cannot_be_is_said_beside_the_field(browser, change, words):
    reply = browser("tess").post(reverse("courses:new"), {**FORM, **change})
    assert reply.status_code == 400
    assert words in text_of(reply)


def test_a_course_is_changed_and_that_is_recorded(browser, cast):
    address = reverse("courses:settings", args=[cast.course.pk])
    form = {**FORM, "title": "Vision\r\nBcc: eve@example.org <b>"}
    assert browser("tess").post(address, form).status_code == 302
    cast.course.refresh_from_db()
    assert cast.course.title == "Vision Bcc: eve@example.org <b>"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data["changed"]) == (
        "course-changed",
        ["title", "term", "time_zone"],
    )
    assert "<b>" not in text_of(browser("tess").get(address))


def test_only_owners_archive_and_take_out(browser, cast):
    address = reverse("courses:archive", args=[cast.course.pk])
    assert browser("tess").post(address).status_code == 403
    olga = browser("olga")
    for _ in range(2):
        assert olga.post(address, {"archive": "yes"}).status_code == 302
    cast.course.refresh_from_db()
    assert cast.course.archived_at is not None
    assert "This course is archived" in text_of(
        olga.get(reverse("courses:groups", args=[cast.course.pk]))
    )
    page = text_of(olga.get(reverse("courses:course", args=[cast.course.pk])))
    assert "This course is archived" in page and "New exam" not in page
    olga.post(address, {"archive": "no"})
    assert "New exam" in text_of(olga.get(reverse("courses:course", args=[cast.course.pk])))
    cast.course.refresh_from_db()
    assert cast.course.archived_at is None
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["course-archived", "course-taken-out"]


@pytest.fixture
def full(cast, places, timed):
    """Return a course with a group, and an exam that somebody may sit longer."""
    group = Group.objects.create(course=cast.course, name="Monday")
    group.members.add(places["ada"])
    return cast.course


def test_a_copy_takes_staff_groups_and_exams_and_nobody_elses_work(full, places, now):
    course = copy_course(
        actor=places["olga"], facts=CourseFacts("Vision 101", "Next"), wishes=CopyWishes(), now=now
    )
    roles = dict(course.enrollments.values_list("user__username", "role"))
    assert roles == {"olga": "owner", "tess": "teacher", "anna": "assistant"}
    (group,) = course.groups.all()
    assert (group.name, group.members.count()) == ("Monday", 0)
    (exam,) = Exam.objects.filter(course=course)
    assert (exam.title, exam.published_at, exam.attempts.count()) == ("Timed", None, 0)
    assert exam.sections.get().slots.count() == 3


def test_a_copy_takes_only_what_is_wished(full, places, now):
    wishes = CopyWishes(staff=False, groups=False, exams=False)
    course = copy_course(actor=places["tess"], facts=CourseFacts("X"), wishes=wishes, now=now)
    assert dict(course.enrollments.values_list("user__username", "role")) == {"tess": "owner"}
    assert not course.groups.exists() and not course.exams.exists()


def test_a_teacher_who_copies_makes_no_owners(full, places, now):
    course = copy_course(
        actor=places["tess"], facts=CourseFacts("X"), wishes=CopyWishes(exams=False), now=now
    )
    roles = dict(course.enrollments.values_list("user__username", "role"))
    assert roles == {"tess": "owner", "olga": "teacher", "anna": "assistant"}


def test_the_page_of_a_copy_makes_one(browser, full):
    tess = browser("tess")
    address = reverse("courses:copy", args=[full.pk])
    assert text_of(tess.get(address)).count(" checked") == 3
    assert tess.post(address, {**FORM, "with_exams": "on"}).status_code == 302
    course = Course.objects.get(title="Vision 102")
    assert (course.exams.count(), course.groups.count()) == (1, 0)


def test_groups_are_made_renamed_filled_and_deleted(browser, cast, places):
    tess = browser("tess")
    groups = reverse("courses:groups", args=[cast.course.pk])
    page = tess.post(groups, {"name": " Monday  10:00 "})
    group = Group.objects.get(name="Monday 10:00")
    one = reverse("courses:group", args=[cast.course.pk, group.pk])
    assert page["Location"] == one
    members = [str(places[name].pk) for name in ("ada", "ben")]
    assert tess.post(one, {"name": "Tuesday", "member": members}).status_code == 302
    assert "2 members" in text_of(tess.get(groups))
    delete = reverse("courses:delete_group", args=[cast.course.pk, group.pk])
    assert tess.post(delete).status_code == 302
    assert Enrollment.objects.filter(course=cast.course).count() == 5
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["group-made", "group-renamed", "group-filled", "group-deleted"]


def test_two_groups_do_not_share_a_name_whatever_its_capitals(browser, cast, places, now):
    make_group(actor=places["tess"], name="Monday", now=now)
    with pytest.raises(GroupNameTaken):
        make_group(actor=places["olga"], name="MONDAY", now=now)
    reply = browser("tess").post(
        reverse("courses:groups", args=[cast.course.pk]), {"name": "monday"}
    )
    assert reply.status_code == 400
    assert "The course has a group monday already" in text_of(reply)


def test_who_was_ticked_stays_ticked_when_the_name_is_taken(browser, cast, places):
    Group.objects.create(course=cast.course, name="B")
    group = Group.objects.create(course=cast.course, name="A")
    group.members.add(places["ada"])
    address = reverse("courses:group", args=[cast.course.pk, group.pk])
    tess = browser("tess")
    assert [row.name for row in tess.get(address).context["roll"] if row.is_ticked] == ["ada"]
    reply = tess.post(address, {"name": "B", "member": [str(places["ben"].pk)]})
    assert reply.status_code == 400
    roll = reply.context["roll"]
    assert [row.name for row in roll if row.is_ticked] == [roll[0].name] == ["ben"]
    # Staff may be in a group as well, and are told apart.
    assert {row.detail for row in roll} > {"ada", "tess · Teacher"}


def test_people_of_another_course_do_not_join_a_group(browser, cast, other):
    group = Group.objects.create(course=cast.course, name="A")
    address = reverse("courses:group", args=[cast.course.pk, group.pk])
    browser("tess").post(address, {"name": "A", "member": [str(other.pk), "x"]})
    assert group.members.count() == 0


def test_a_group_with_accommodations_stays(browser, cast, places, now):
    group = Group.objects.create(course=cast.course, name="More time")
    Accommodation.objects.create(
        course=cast.course, group=group, reason="a test", created_by=cast.tess, created_at=now
    )
    address = reverse("courses:delete_group", args=[cast.course.pk, group.pk])
    assert browser("tess").post(address).status_code == 409
    assert Group.objects.filter(pk=group.pk).exists()


def test_a_groups_page_costs_the_same_queries_as_the_course_grows(
    browser, cast, django_assert_num_queries
):
    group = Group.objects.create(course=cast.course, name="A")
    tess = browser("tess")
    pages = [
        (reverse("courses:group", args=[cast.course.pk, group.pk]), 5),
        (reverse("courses:groups", args=[cast.course.pk]), 3),
    ]
    for n in (2, 40):
        for k in range(n):
            Group.objects.create(course=cast.course, name=f"{n} {k}")
            group.members.add(enroll(cast.course, make_user(f"p{n}-{k}")))
        for address, n_queries in pages:
            with django_assert_num_queries(n_queries):
                tess.get(address)


def test_the_command_makes_a_course_once(cast):
    out = StringIO()
    arguments = ("Vision 102", "--owner", "TESS", "--term", "Autumn")
    for extra in (("--dry-run",), (), ()):
        call_command("create_course", *arguments, *extra, stdout=out)
    assert out.getvalue().splitlines() == [
        "would make 1 course, 'Vision 102', owned by tess.",
        "made 1 course, vision-102-autumn, owned by tess.",
        "vision-102-autumn is there already; made 0 courses.",
    ]
    with pytest.raises(CommandError, match="expected a known username"):
        call_command("create_course", "X", "--owner", "nobody")
    with pytest.raises(CommandError, match="expected one such as Europe/Berlin"):
        call_command("create_course", "X", "--owner", "tess", "--time-zone", "Mars")


def test_the_command_names_the_first_owner_of_a_course(cast):
    out = StringIO()
    for extra in (("--dry-run",), (), ()):
        call_command("set_course_role", "vision", "tess", "owner", *extra, stdout=out)
    assert out.getvalue().splitlines() == [
        "tess would be owner of vision (was teacher).",
        "tess is owner of vision (was teacher).",
        "tess is owner of vision already; changed 0 places.",
    ]
    assert Enrollment.objects.get(user=cast.tess).role == Role.OWNER
    for arguments in (("nowhere", "tess", "owner"), ("vision", "nobody", "owner")):
        with pytest.raises(CommandError, match="expected"):
            call_command("set_course_role", *arguments)
