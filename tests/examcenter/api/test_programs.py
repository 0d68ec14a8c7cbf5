"""Programs over REST: made once, seen without secrets, held to scopes and course, sent away."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment
from examcenter.courses.services.courses import may_create_courses
from examcenter.exams.access import get_enrollment_for, list_courses_for, require_teaching
from examcenter.exams.errors import CourseNotFound, ExamError
from examcenter.exams.models import AuditEntry
from examcenter.integrations.models import AccessToken, Integration
from examcenter.integrations.services import (
    admit_integration,
    dismiss_integration,
    revoke_integration,
)
from tests.examcenter.api.documented import DocumentedClient
from tests.examcenter.making import enroll, make_course, make_user
from tests.examcenter.tokens import make_program


def client_with(header: str) -> DocumentedClient:
    client = DocumentedClient()
    client.credentials(HTTP_AUTHORIZATION=header)
    return client


def wish(course, *scopes, **more):
    return {"name": "campus", "course": str(course.pk), "scopes": list(scopes), **more}


@pytest.fixture
def campus(cast):
    """Return the client of a program of the course with every scope."""
    return client_with(make_program(cast.course)[1])


def test_a_teacher_makes_a_program_whose_token_works_and_is_kept_as_a_hash(tess, cast):
    made = tess.post("/api/v1/integrations", wish(cast.course, "tokens:write"))

    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    text = made.json()["token"]
    assert text.startswith("ect_") and len(text) == 4 + 8 + 1 + 43
    (row,) = client_with(f"Bearer {text}").get("/api/v1/integrations").json()["results"]
    assert (row["id"], row["course"]) == (made.json()["id"], str(cast.course.pk))
    assert text.rpartition("_")[2] not in str(list(AccessToken.objects.values()))
    listed = tess.get(f"{made['Location']}/tokens")
    assert text not in listed.content.decode()
    assert listed.json()["results"][0]["prefix"] == text[4:12]
    assert AuditEntry.objects.filter(action="program-made").count() == 1


def test_students_and_strangers_make_none(ada, api, cast):
    assert ada.post("/api/v1/integrations", wish(cast.course, "courses:read")).status_code == 403
    stranger = api(cast.carol)
    assert (
        stranger.post("/api/v1/integrations", wish(cast.course, "courses:read")).status_code == 404
    )
    site = {"name": "site", "scopes": ["courses:read"]}
    assert api(cast.tess).post("/api/v1/integrations", site).status_code == 403
    assert not Integration.objects.exists()


@pytest.mark.parametrize(
    "change", [{"scopes": []}, {"scopes": ["root"]}, {"days": 0}, {"name": ""}]
)
def test_what_cannot_be_wished_is_named(tess, cast, change):
    body = wish(cast.course, "courses:read") | change
    assert tess.post("/api/v1/integrations", body).status_code == 400


def test_a_name_is_taken_once(tess, cast):
    tess.post("/api/v1/integrations", wish(cast.course, "courses:read"))
    again = tess.post("/api/v1/integrations", wish(cast.course, "courses:read"))
    assert (again.status_code, again.json()["code"]) == (409, "program_name_taken")


def test_scopes_hold_on_every_address(cast):
    client = client_with(make_program(cast.course, ["courses:read"])[1])
    assert client.get("/api/v1/tokens").status_code == 200
    refused = client.get("/api/v1/integrations")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


def test_other_courses_are_not_there_for_a_program(cast):
    program, _ = make_program(cast.course)
    assert require_teaching(get_enrollment_for(program.user, cast.course.pk)).role == "program"
    with pytest.raises(CourseNotFound):
        get_enrollment_for(program.user, make_course("other").pk)
    assert not may_create_courses(program.user)


def test_a_program_gives_no_more_than_it_has_and_makes_no_program(cast):
    program, header = make_program(cast.course, ["tokens:write", "courses:read"])
    client = client_with(header)
    url = f"/api/v1/integrations/{program.pk}"
    more = client.post(f"{url}/tokens", {"scopes": ["courses:read", "grades:read"]})
    assert (more.status_code, more.json()["code"]) == (403, "scope_missing")
    assert client.post(f"{url}/tokens", {"scopes": ["courses:read"]}).status_code == 201
    assert client.delete(url).status_code == 403
    wished = wish(cast.course, "courses:read", name="second")
    refused = client.post("/api/v1/integrations", wished)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_for_programs")


def test_one_program_does_not_see_another(campus, cast):
    other, _ = make_program(cast.course, name="other")
    assert campus.get(f"/api/v1/integrations/{other.pk}").status_code == 404
    assert campus.get(f"/api/v1/tokens/{other.tokens.get().pk}").status_code == 404
    assert len(campus.get("/api/v1/integrations").json()["results"]) == 1


def test_a_revoked_token_and_an_expired_one_say_so(tess, cast):
    program, header = make_program(cast.course)
    token = program.tokens.get()
    client = client_with(header)
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        assert client.get("/api/v1/tokens").json()["code"] == "token_expired"
    assert tess.delete(f"/api/v1/tokens/{token.pk}").status_code == 204
    assert client.get("/api/v1/tokens").json()["code"] == "token_revoked"
    wrong = client_with(header[:-1] + ("A" if header[-1] != "A" else "B"))
    assert wrong.get("/api/v1/tokens").json()["code"] == "authentication_failed"


def test_a_program_that_is_sent_away_does_nothing_more(tess, campus, cast):
    program = Integration.objects.get()
    assert tess.delete(f"/api/v1/integrations/{program.pk}").status_code == 204
    assert campus.get("/api/v1/tokens").status_code == 401
    assert not Enrollment.objects.filter(user=program.user).exists()
    late = tess.post(f"/api/v1/integrations/{program.pk}/tokens", {"scopes": ["courses:read"]})
    assert (late.status_code, late.json()["code"]) == (409, "program_revoked")


def test_a_program_of_the_site_works_where_it_is_let_in(cast):
    program, header = make_program(None)
    courses = list_courses_for(program.user)
    assert not courses
    for _ in range(2):
        admit_integration(integration=program, course=cast.course, now=timezone.now())
    assert list(courses.all()) == [cast.course]
    dismiss_integration(integration=program, course=cast.course, now=timezone.now())
    assert not courses.all()
    revoke_integration(integration=program, now=timezone.now())
    assert client_with(header).get("/api/v1/tokens").status_code == 401


def places_of(program):
    return set(Enrollment.objects.filter(user=program.user).values_list("course", flat=True))


@pytest.fixture
def olga(api, cast):
    """Return the client of the course's owner."""
    user = make_user("olga")
    enroll(cast.course, user, Enrollment.Role.OWNER)
    return api(user)


@pytest.fixture
def staff(api):
    """Return the client of somebody who runs the site."""
    user = make_user("staff")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    return api(user)


def test_an_owner_lets_a_program_of_the_site_in_and_takes_it_out(olga, tess, cast):
    program, header = make_program(None, ["courses:read", "grades:read"])
    url = f"/api/v1/courses/{cast.course.pk}/programs"
    (row,) = tess.get(url).json()["results"]
    assert (row["name"], row["is_admitted"]) == ("campus", False)
    assert row["scopes"] == ["courses:read", "grades:read"]
    refused = tess.put(f"{url}/{program.pk}")
    assert (refused.status_code, places_of(program)) == (403, set())
    for _ in range(2):
        let_in = olga.put(f"{url}/{program.pk}")
        assert (let_in.status_code, let_in.json()["is_admitted"]) == (200, True)
    assert len(client_with(header).get("/api/v1/courses").json()["results"]) == 1
    entry = AuditEntry.objects.get(action="program-admitted")
    assert entry.actor.username == "olga"
    assert (entry.data["program"], entry.data["scopes"]) == (str(program.pk), row["scopes"])
    assert tess.get(f"{url}?admitted=false").json()["results"] == []
    assert tess.delete(f"{url}/{program.pk}").status_code == 403
    for _ in range(2):
        assert olga.delete(f"{url}/{program.pk}").status_code == 204
    assert places_of(program) == set()
    assert AuditEntry.objects.filter(action="program-dismissed").count() == 1
    assert client_with(header).get("/api/v1/courses").json()["results"] == []


def test_only_a_program_of_the_site_that_still_works_is_let_in(olga, cast):
    url = f"/api/v1/courses/{cast.course.pk}/programs"
    own, _ = make_program(cast.course)
    others, _ = make_program(make_course("other"))
    gone, _ = make_program(None, name="gone")
    revoke_integration(integration=gone, now=timezone.now())
    for program in (own, others, gone):
        assert olga.put(f"{url}/{program.pk}").status_code == 404
        assert olga.delete(f"{url}/{program.pk}").status_code == 404
    assert olga.get(url).json()["results"] == []
    assert places_of(own) == {cast.course.pk}
    gone.refresh_from_db()
    for program, code in ((others, "not_of_the_site"), (gone, "program_revoked")):
        with pytest.raises(ExamError) as caught:
            admit_integration(integration=program, course=cast.course, now=timezone.now())
        assert caught.value.code == code


def test_a_program_lets_itself_in_nowhere(cast, olga):
    program, header = make_program(None)
    url = f"/api/v1/courses/{cast.course.pk}/programs/{program.pk}"
    assert client_with(header).put(url).status_code == 404
    own, own_header = make_program(cast.course, name="own")
    # One that works here has no say in who else does.
    assert client_with(own_header).put(url).status_code == 403
    assert places_of(program) == set()


def test_a_scope_that_expired_is_none_that_a_program_has(olga, cast):
    program, _ = make_program(None, ["grades:read"])
    url = f"/api/v1/courses/{cast.course.pk}/programs/{program.pk}"
    program.tokens.update(expires_at=timezone.now() + timedelta(minutes=1))
    assert olga.get(url).json()["scopes"] == ["grades:read"]
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert olga.get(url).json()["scopes"] == []


NEW_COURSE = {"title": "New", "owner": {"email": "prof@example.org"}}


def test_staff_let_a_program_make_courses_and_it_works_in_those_that_it_makes(staff, tess, cast):
    program, header = make_program(None)
    campus, url = client_with(header), f"/api/v1/integrations/{program.pk}"
    refused = campus.post("/api/v1/courses", NEW_COURSE)
    assert (refused.status_code, refused.json()["code"]) == (403, "may_not_create_courses")
    assert not User.objects.filter(email="prof@example.org").exists()
    assert staff.patch(url, {"may_create_courses": True}).status_code == 428
    tag = staff.get(url)["ETag"]
    changed = staff.patch(url, {"may_create_courses": True}, HTTP_IF_MATCH=tag)
    assert (changed.status_code, changed.json()["may_create_courses"]) == (200, True)
    made = campus.post("/api/v1/courses", NEW_COURSE)
    assert (made.status_code, made.json()["role"]) == (201, "program")
    assert {str(pk) for pk in places_of(program)} == {made.json()["id"]}
    stale = staff.patch(url, {"may_create_courses": False}, HTTP_IF_MATCH=tag)
    assert stale.status_code == 412
    staff.patch(url, {"may_create_courses": False}, HTTP_IF_MATCH="*")
    copy = campus.post(f"{made['Location']}/copies", {"title": "Next"})
    assert (copy.status_code, copy.json()["code"]) == (403, "may_not_create_courses")
    # What it has made stays.
    assert campus.get(made["Location"]).status_code == 200


def test_nobody_else_decides_who_makes_courses(tess, staff, cast):
    site, header = make_program(None)
    own, _ = make_program(cast.course)
    body: dict[str, object] = {"may_create_courses": True}
    match: dict[str, Any] = {"HTTP_IF_MATCH": "*"}
    url = "/api/v1/integrations"
    assert tess.patch(f"{url}/{site.pk}", body, **match).status_code == 404
    assert tess.patch(f"{url}/{own.pk}", body, **match).status_code == 403
    refused = client_with(header).patch(f"{url}/{site.pk}", body, **match)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_for_programs")
    wished = {**wish(cast.course, "courses:write", name="founder"), **body}
    of_course = tess.post(url, wished)
    assert (of_course.status_code, of_course.json()["code"]) == (409, "not_of_the_site")
    assert not Integration.objects.filter(may_create_courses=True).exists()
    made = staff.post(url, {"name": "sis", "scopes": ["courses:write"], **body})
    assert (made.status_code, made.json()["may_create_courses"]) == (201, True)


def test_the_command_lets_a_program_make_courses_and_takes_it_back(db):
    program, _ = make_program(None)
    out = StringIO()
    for words in (("--dry-run",), (), (), ("--withdraw",)):
        call_command("allow_courses", "--integration", "campus", *words, stdout=out)
    assert out.getvalue().splitlines() == [
        "1 would be changed: campus may make courses",
        "1 changed: campus may make courses",
        "0 changed: campus may make courses",
        "1 changed: campus makes no courses",
    ]
    with pytest.raises(CommandError, match="found 'nobody'"):
        call_command("allow_courses", "--integration", "nobody")


def test_nobody_signs_in_as_a_program(client, campus):
    user = Integration.objects.get().user
    assert not user.is_active and not user.has_usable_password() and not user.is_waiting
    user.set_password("convolve-campus")
    user.save()
    form = {"username": user.username, "password": "convolve-campus"}
    assert client.post("/api/v1/tokens", form, content_type="application/json").status_code == 401
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/tokens").status_code == 401


def test_letting_a_program_in_costs_one_query(campus, django_assert_num_queries):
    campus.get("/api/v1/tokens")
    # The token with its user, and the page.
    with django_assert_num_queries(2):
        campus.get("/api/v1/tokens")


def test_the_last_use_is_kept_to_the_minute(campus):
    now = timezone.now()
    moments = []
    for seconds in (0, 59, 61):
        with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
            campus.get("/api/v1/tokens")
        moments.append(AccessToken.objects.get().last_used_at)
    assert moments == [now, now, now + timedelta(seconds=61)]


def test_a_new_password_ends_ones_own_tokens_and_no_programs(api, cast, campus):
    tess = api(cast.tess)
    from examcenter.accounts.services import set_password

    set_password(User.objects.get(pk=cast.tess.pk), "kernel-and-stride")
    assert tess.get("/api/v1/tokens").status_code == 401
    assert campus.get("/api/v1/tokens").status_code == 200


def test_the_command_prints_a_token_that_works(cast):
    out = StringIO()
    words = ("--integration", "sis", "--course", cast.course.slug, "--scopes", "courses:read")
    call_command("create_token", *words, stdout=out)
    call_command("create_token", *words, stdout=out)
    call_command("create_token", *words, "--dry-run", stdout=out)
    texts = out.getvalue().split()
    assert (len(texts), Integration.objects.count()) == (2, 1)
    for text in texts:
        assert client_with(f"Bearer {text}").get("/api/v1/tokens").status_code == 200
    with pytest.raises(CommandError, match="found 'root'"):
        call_command("create_token", "--integration", "x", "--scopes", "root")
    with pytest.raises(CommandError, match="found 'nowhere'"):
        call_command(
            *("create_token", "--integration", "x", "--course", "nowhere"),
            *("--scopes", "all"),
        )
