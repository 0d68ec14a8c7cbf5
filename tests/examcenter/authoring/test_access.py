"""Who may do what at the workbench; for everybody else it is not there."""

import io

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse

from examcenter.authoring.access import Level, find_seat
from examcenter.authoring.models import Author, Draft
from examcenter.courses.models import Enrollment
from questions.models import Question
from tests.examcenter.authoring.desks import SLUG, browser_of, newest, prove, publish
from tests.examcenter.making import enroll, make_user

# method, name, needs a slug, form, the lowest level that it takes
ROUTES = [
    ("get", "index", False, {}, Level.AUTHOR),
    ("get", "new", False, {}, Level.AUTHOR),
    ("post", "new", False, {}, Level.AUTHOR),
    ("get", "import", False, {}, Level.AUTHOR),
    ("post", "import", False, {}, Level.AUTHOR),
    ("get", "export_all", False, {}, Level.AUTHOR),
    ("get", "edit", True, {}, Level.AUTHOR),
    ("post", "check", True, {"text": "id: x"}, Level.AUTHOR),
    ("post", "save", True, {"text": "id: x", "revision": "1"}, Level.AUTHOR),
    ("get", "certificate", True, {}, Level.AUTHOR),
    ("post", "start_proof", True, {}, Level.AUTHOR),
    ("post", "approve", True, {"revision": "1"}, Level.REVIEWER),
    ("post", "publish", True, {"revision": "1"}, Level.PUBLISHER),
    ("get", "history", True, {}, Level.AUTHOR),
    ("post", "restore", True, {"key": "r1"}, Level.AUTHOR),
    ("post", "duplicate", True, {"id": "copy"}, Level.AUTHOR),
    ("post", "archive", True, {"archived": "yes"}, Level.PUBLISHER),
    ("get", "export", True, {}, Level.AUTHOR),
]
IDS = [f"{method} {name}" for method, name, *_ in ROUTES]


def _ask(client, route, **headers):
    method, name, has_slug, form, _ = route
    address = reverse(f"authoring:{name}", args=[SLUG] if has_slug else [])
    return getattr(client, method)(address, form, headers=headers)


def test_the_table_of_routes_is_whole():
    patterns = get_resolver("examcenter.authoring.urls").url_patterns
    assert {pattern.name for pattern in patterns} == {name for _, name, *_ in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
@pytest.mark.parametrize("role", ["student", "assistant", "nobody"])
def test_who_does_not_teach_finds_nothing_there(cast, draft, role, route):
    person = make_user("dora")
    if role != "nobody":
        enroll(cast.course, person, Enrollment.Role(role))
    nowhere = browser_of(person).get("/authoring/nowhere/at/all/")
    reply = _ask(browser_of(person), route)
    assert reply.status_code == nowhere.status_code == 404
    assert "Workbench" not in reply.content.decode()
    assert newest().number == 1
    assert not Question.objects.exists()


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
def test_a_wrong_method_tells_a_student_nothing_either(cast, draft, route):
    _, name, has_slug, *_ = route
    address = reverse(f"authoring:{name}", args=[SLUG] if has_slug else [])
    assert browser_of(cast.ada).delete(address).status_code == 404


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
def test_who_is_not_signed_in_is_sent_to_sign_in(draft, route):
    reply = _ask(Client(), route)
    assert reply.status_code == 302
    assert reply["Location"].startswith(reverse("accounts:sign_in"))


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
@pytest.mark.parametrize("level", list(Level), ids=lambda level: level.label)
def test_each_level_may_do_its_own_and_no_more(cast, draft, level, route):
    person = make_user("dora")
    enroll(cast.course, person, Enrollment.Role.TEACHER)
    Author.objects.create(user=person, level=level)
    reply = _ask(browser_of(person), route)
    needed = route[4]
    if level < needed:
        assert reply.status_code == 403
        assert f"this takes a {needed.label}" in reply.content.decode()
        draft.refresh_from_db()
        assert draft.archived_at is None
        assert newest().approved_at is None
    else:
        assert reply.status_code not in {403, 404, 500}
    assert not Question.objects.exists()


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
def test_an_address_takes_its_own_methods_only(tess, draft, route):
    method, name, has_slug, *_ = route
    address = reverse(f"authoring:{name}", args=[SLUG] if has_slug else [])
    if sum(other[1] == name for other in ROUTES) == 1:
        assert getattr(tess, {"get": "post", "post": "get"}[method])(address).status_code == 405
    assert tess.delete(address).status_code == 405


def test_an_owner_a_teacher_and_staff_have_a_seat(cast):
    owner, staff = make_user("olga"), make_user("stan")
    enroll(cast.course, owner, Enrollment.Role.OWNER)
    staff.is_staff = True
    staff.save()
    levels = [find_seat(person).level for person in (owner, cast.tess, staff)]
    assert levels == [Level.PUBLISHER] * 3


def test_the_setting_says_what_teachers_may(cast, settings):
    settings.AUTHORING_TEACHER_LEVEL = "author"
    assert find_seat(cast.tess).level == Level.AUTHOR


def test_a_teacher_who_teaches_no_more_loses_the_seat(cast):
    Author.objects.create(user=cast.tess, level=Level.PUBLISHER)
    Enrollment.objects.filter(user=cast.tess).update(role=Enrollment.Role.STUDENT)
    assert find_seat(cast.tess) is None


def test_the_command_sets_a_level(cast):
    out = io.StringIO()
    call_command("set_author_level", "tess", "reviewer", stdout=out)
    assert out.getvalue() == "tess is reviewer (was publisher)\n"
    assert find_seat(cast.tess).level == Level.REVIEWER


def test_the_command_refuses_who_does_not_teach(cast):
    from django.core.management.base import CommandError

    with pytest.raises(CommandError, match="found no teacher and no staff"):
        call_command("set_author_level", "ada", "author")


def test_nobody_approves_their_own_text(tess, draft):
    reply = tess.post(reverse("authoring:approve", args=[SLUG]), {"revision": "1"})
    assert reply.status_code == 409
    assert "somebody else has to approve it" in reply.content.decode()
    assert newest().approved_at is None


def test_with_reviews_nothing_is_published_before_another_person_approved(
    cast, seat, tess, draft, settings
):
    settings.AUTHORING_NEEDS_REVIEW = True
    prove(seat)
    address = reverse("authoring:publish", args=[SLUG])
    assert tess.post(address, {"revision": "1"}).status_code == 409
    other = make_user("rita")
    enroll(cast.course, other, Enrollment.Role.TEACHER)
    browser_of(other).post(reverse("authoring:approve", args=[SLUG]), {"revision": "1"})
    assert tess.post(address, {"revision": "1"}).status_code == 302
    assert Question.objects.get(slug=SLUG).current.number == 1


def test_a_teacher_finds_the_way_in_and_a_student_does_not(cast, seat, draft, tess):
    publish(seat)
    link = f'href="{reverse("authoring:index")}"'
    assert link in tess.get("/").content.decode()
    for page in ("/", reverse("courses:course", args=[cast.course.pk])):
        assert "authoring" not in browser_of(cast.ada).get(page).content.decode()


def test_a_draft_that_nobody_made_is_not_found(tess):
    assert tess.get(reverse("authoring:edit", args=["no-such-question"])).status_code == 404
    assert not Draft.objects.exists()
