"""Programs over REST: made once, seen without secrets, held to scopes and course, sent away."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment
from examcenter.courses.services.courses import may_create_courses
from examcenter.exams.access import get_enrollment_for, list_courses_for, require_teaching
from examcenter.exams.errors import CourseNotFound
from examcenter.exams.models import AuditEntry
from examcenter.integrations.models import AccessToken, Integration
from examcenter.integrations.services import (
    admit_integration,
    dismiss_integration,
    revoke_integration,
)
from tests.examcenter.api.documented import DocumentedClient
from tests.examcenter.making import make_course
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
