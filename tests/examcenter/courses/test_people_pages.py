"""The people of a course in the browser: table, one person, lists, links, undoing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment, Group
from examcenter.courses.roles import Role
from examcenter.exams.models import Attempt, AuditEntry
from examcenter.exams.services import start_attempt
from tests.examcenter.making import enroll, make_user


@pytest.fixture
def address(cast):
    def of(name, *args):
        return reverse(f"courses:{name}", args=[cast.course.pk, *args])

    return of


@pytest.fixture
def tess(browser):
    return browser("tess")


@pytest.fixture
def olga(browser):
    return browser("olga")


def text_of(reply):
    return reply.content.decode()


def test_the_table_shows_searches_and_filters(tess, address, places, cast):
    group = Group.objects.create(course=cast.course, name="Monday")
    group.members.add(places["ada"])
    everybody = text_of(tess.get(address("people")))
    assert "5 people" in everybody
    assert all(f"{name}@example.org" in everybody for name in places)
    found = text_of(tess.get(address("people"), {"q": "ADA", "role": "student"}))
    assert "1 of 5 people" in found and "ben@example.org" not in found
    grouped = text_of(tess.get(address("people"), {"group": str(group.pk)}))
    assert "1 of 5 people" in grouped
    nobody = text_of(tess.get(address("people"), {"q": "<script>alert(1)</script>"}))
    assert "Nobody is like that" in nobody and "<script>alert" not in nobody


def test_the_table_sorts_both_ways(tess, address):
    def names(sort):
        page = text_of(tess.get(address("people"), {"sort": sort}))
        return [name for name in page.split() if name.endswith("@example.org</td><td>")], page

    page = text_of(tess.get(address("people"), {"sort": "email"}))
    assert page.index("ada@example.org") < page.index("tess@example.org")
    assert 'aria-sort="ascending"' in page
    page = text_of(tess.get(address("people"), {"sort": "-email"}))
    assert page.index("ada@example.org") > page.index("tess@example.org")
    assert 'aria-sort="descending"' in page


@pytest.mark.parametrize(
    "query", ["page=99", "page=x", "page=-1", "sort=password", "role=dean", "group=1", "group='"]
)
def test_a_query_that_was_made_up_is_a_page_still(tess, address, query):
    assert tess.get(f"{address('people')}?{query}").status_code == 200


def test_the_table_costs_the_same_queries_as_the_course_grows(
    tess, address, cast, django_assert_num_queries
):
    def grow(n, prefix):
        people = [make_user(f"{prefix}{k}") for k in range(n)]
        group = Group.objects.create(course=cast.course, name=prefix)
        group.members.set([enroll(cast.course, user) for user in people])

    for n, prefix in ((2, "a"), (80, "b")):
        grow(n, prefix)
        with django_assert_num_queries(7):
            assert tess.get(address("people")).status_code == 200


def test_a_pasted_list_is_reported_and_then_done(tess, address):
    report = tess.post(
        address("add_people"), {"kind": "list", "lines": "New Person <new@example.org>\noops\n"}
    )
    page = text_of(report)
    assert "Nothing is done yet" in page
    assert "new account" in page and "Do it for 1 line" in page
    assert not User.objects.filter(email="new@example.org").exists()
    done = tess.post(address("apply_people"), fields_of(report))
    assert "1 person was added." in text_of(done)
    place = Enrollment.objects.get(user__email="new@example.org")
    assert (place.role, place.made_account) == (Role.STUDENT, True)


def fields_of(report, **more):
    plan, context = report.context["plan"], report.context
    return {
        "text": context["text"],
        "fingerprint": plan.fingerprint,
        "role": context["role"],
        **more,
    }


def test_a_file_is_reported_line_by_line(tess, address):
    content = "Vorname;Name;E-Mail;Gruppe\nZoë;Müller;zoe@example.org;A\n;;kaputt;\n"
    file = SimpleUploadedFile("people.csv", content.encode("cp1252"), content_type="text/csv")
    page = text_of(tess.post(address("add_people"), {"kind": "list", "file": file}))
    assert "Zoë Müller" in page and "New groups: A." in page
    assert "Look at these lines" in page and "kaputt" in page


def test_script_in_a_list_is_text(tess, address):
    lines = 'name,e-mail,group\n"<script>alert(1)</script>",x@example.org,<b>G</b>\n'
    report = tess.post(address("add_people"), {"kind": "list", "lines": lines})
    assert "<script>alert" not in text_of(report) and "<b>G" not in text_of(report)
    done = tess.post(address("apply_people"), fields_of(report))
    assert "<script>alert" not in text_of(done)
    assert "<script>alert" not in text_of(tess.get(address("people")))


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"PK\x03\x04" + bytes(99), 400, "workbook of a spreadsheet"),
        (b"a" * 1_000_000, 413, "at most 921,600 are taken"),
        (b"", 400, "There is no line in it"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(tess, address, content, status, words):
    file = SimpleUploadedFile("x.csv", content + b"" if content else b"\n")
    reply = tess.post(address("add_people"), {"kind": "list", "file": file})
    assert reply.status_code == status
    assert words in text_of(reply)


def test_pasted_text_beyond_every_bound_is_refused_in_words(tess, address):
    reply = tess.post(address("add_people"), {"kind": "list", "lines": "x" * 1_100_000})
    assert reply.status_code == 413
    assert "This is too large" in text_of(reply)


def test_an_upload_beyond_what_any_page_takes_is_not_read_at_all(tess, address, settings):
    settings.LARGEST_BODY_BYTES = 2000
    file = SimpleUploadedFile("x.csv", b"a@b.org\n" * 400)
    reply = tess.post(address("add_people"), {"kind": "list", "file": file})
    assert reply.status_code == 413
    assert "at most 2,000 are taken" in text_of(reply)


def test_a_report_that_is_out_of_date_is_shown_again(tess, address, cast):
    report = tess.post(address("add_people"), {"kind": "list", "lines": "x@example.org\n"})
    enroll(cast.course, make_user("x"))
    again = tess.post(address("apply_people"), fields_of(report))
    assert again.status_code == 409
    assert "The course has changed since you saw the report" in text_of(again)
    assert "in the course already" in text_of(again)


def test_one_person_is_added_at_once_and_the_link_opens_the_account_once(tess, address, client):
    form = {"kind": "one", "first_name": "Grace", "last_name": "Hopper", "email": "g@example.org"}
    page = tess.post(address("add_people"), {**form, "role": "assistant"})
    assert "1 person was added." in text_of(page)
    ((_, link),) = page.context["links"]
    assert "no-store" in page["Cache-Control"]
    asked = client.get(link)
    assert "Grace Hopper" in text_of(asked)
    password = {"new_password1": "kernel-and-stride", "new_password2": "kernel-and-stride"}
    assert client.post(link, password)["Location"] == reverse("courses:home")
    assert client.get(reverse("courses:home")).status_code == 200
    assert client.get(link).status_code == 410
    assert Enrollment.objects.get(user__email="g@example.org").role == Role.ASSISTANT


def test_one_person_who_cannot_be_added_is_said_above_the_form(tess, address):
    form = {"kind": "one", "email": "tess@example.org"}
    reply = tess.post(address("add_people"), form)
    assert reply.status_code == 400
    assert "in the course already" in text_of(reply)
    assert 'value="tess@example.org"' in text_of(reply)


def test_with_mail_the_link_is_sent_and_shown_to_nobody(
    tess, address, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.HAS_MAIL = True
    form = {"kind": "one", "email": "g@example.org", "invite": "yes"}
    reply = tess.post(address("add_people"), form)
    assert reply["Location"] == address("people")
    from django.utils import timezone

    from examcenter.courses.services.invitations import send_invitations

    assert [send_invitations(now=timezone.now()) for _ in range(2)] == [1, 0]
    (mail,) = mailoutbox
    assert mail.to == ["g@example.org"]
    assert "/accounts/invitation/" in mail.body


def test_a_link_is_not_given_for_an_account_that_another_course_made(tess, olga, address, cast):
    known = make_user("known")
    place = enroll(cast.course, known)
    reply = tess.post(address("invite_person", place.pk))
    assert reply.status_code == 409
    assert "made for another course" in text_of(reply)
    place.made_account = True
    place.save()
    assert "/accounts/invitation/" in text_of(tess.post(address("invite_person", place.pk)))
    User.objects.filter(pk=known.pk).update(last_login="2026-01-01T00:00Z")
    assert tess.post(address("invite_person", place.pk)).status_code == 409


def test_role_and_groups_are_changed_and_recorded(tess, address, places, cast):
    group = Group.objects.create(course=cast.course, name="A")
    form = {"role": "assistant", "group": [str(group.pk), "not-an-id"]}
    assert tess.post(address("person", places["ada"].pk), form).status_code == 302
    places["ada"].refresh_from_db()
    assert places["ada"].role == Role.ASSISTANT
    assert list(group.members.all()) == [places["ada"]]
    entries = AuditEntry.objects.order_by("id").values_list("action", "actor__username")
    assert list(entries) == [("role-changed", "tess"), ("groups-changed", "tess")]


@pytest.mark.parametrize(
    ("who", "whom", "role", "status"),
    [
        ("tess", "ada", "owner", 403),
        ("tess", "tess", "owner", 403),
        ("tess", "olga", "student", 403),
        ("olga", "olga", "student", 409),
        ("olga", "ada", "owner", 302),
        ("olga", "tess", "student", 302),
    ],
)
def test_nobody_gives_a_role_that_is_not_theirs_to_give(
    browser, address, places, who, whom, role, status
):
    reply = browser(who).post(address("person", places[whom].pk), {"role": role})
    assert reply.status_code == status
    before = places[whom].role
    places[whom].refresh_from_db()
    assert places[whom].role == (role if status == 302 else before)


def test_the_only_owner_stays(olga, address, places, cast):
    assert olga.post(address("remove_person", places["olga"].pk)).status_code == 409
    enroll(cast.course, make_user("otto"), Role.OWNER)
    assert olga.post(address("remove_person", places["olga"].pk)).status_code == 302
    assert olga.get(address("people")).status_code == 404


def test_who_is_removed_keeps_the_attempts_and_comes_back(
    tess, address, places, cast, practice, now
):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    group = Group.objects.create(course=cast.course, name="A")
    group.members.add(places["ada"])
    tess.post(address("remove_person", places["ada"].pk))
    assert not Enrollment.objects.filter(user=cast.ada).exists()
    assert Attempt.objects.filter(pk=attempt.pk).exists()
    page = text_of(tess.get(address("people")))
    assert "ada is no longer in the course" in page
    assert tess.post(address("restore_person")).status_code == 302
    back = Enrollment.objects.get(user=cast.ada)
    assert (back.role, list(back.groups.all())) == (Role.STUDENT, [group])
    assert tess.post(address("restore_person")).status_code == 404
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions[-2:] == ["person-removed", "person-restored"]


def test_an_undo_from_another_course_undoes_nothing_here(tess, address, places, other, cast):
    tess.post(address("remove_person", places["ben"].pk))
    session = tess.session
    session["undo_removal"] = {**session["undo_removal"], "course": str(other.course_id)}
    session.save()
    assert tess.post(address("restore_person")).status_code == 404
    assert not Enrollment.objects.filter(user=cast.ben).exists()


def test_somebody_of_another_course_is_not_there(tess, address, other):
    for name in ("person", "remove_person", "invite_person"):
        assert tess.post(address(name, other.pk), {"role": "student"}).status_code == 404


def test_the_export_is_a_file_with_a_plain_name(tess, address):
    reply = tess.get(address("export_people"))
    assert reply["Content-Disposition"] == 'attachment; filename="vision-people.csv"'
    assert "ada@example.org" in b"".join(reply.streaming_content).decode()
