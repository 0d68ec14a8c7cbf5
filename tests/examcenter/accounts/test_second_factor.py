"""Nothing is reachable between the password and the code, and guessing codes is slow."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from examcenter.accounts import second_factor
from examcenter.accounts.errors import TooManyCodes, WrongCode
from examcenter.courses.roles import Role
from examcenter.integrations.models import AccessToken
from tests.examcenter.accounts.conftest import PASSWORD
from tests.examcenter.making import enroll, make_course
from tests.examcenter.tokens import bearer_of

ASK = "/accounts/second-factor/"
SET_UP = "/accounts/second-factor/set-up/"


@pytest.fixture
def browser(client, ada):
    """Return a browser in which Ada has typed her password, and nothing else."""

    def sign_in():
        client.post("/accounts/sign-in/", {"username": "ada", "password": PASSWORD})
        return client

    return sign_in


def text_of(reply):
    return reply.content.decode()


def test_a_page_waits_for_the_code_and_is_then_shown(browser, ada, codes, app):
    client = browser()
    turned = client.get("/courses/new/")
    assert turned["Location"] == f"{ASK}?next=/courses/new/"
    assert "Type your code" in text_of(client.get(turned["Location"]))
    old_key = client.session.session_key
    passed = client.post(ASK, {"code": app(ada), "next": "/accounts/"})
    assert passed["Location"] == "/accounts/"
    assert client.get("/accounts/").status_code == 200
    assert client.session.session_key != old_key


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "javascript:x"])
def test_the_code_leads_to_no_other_site(browser, ada, codes, app, target):
    client = browser()
    assert client.post(ASK, {"code": app(ada), "next": target})["Location"] == "/"


def test_the_rest_interface_is_shut_as_well(browser, codes):
    client = browser()
    for address in ("/api/v1/courses", "/api/v1/exams", "/api/v1/tokens/current"):
        reply = client.get(address)
        assert reply.status_code == 403
        assert reply.json()["code"] == "second_factor_required"


def test_scripts_and_fragments_are_told_where_to_go(browser, codes):
    client = browser()
    script = client.post("/accounts/sessions/end/", HTTP_ACCEPT="application/json")
    assert (script.status_code, script.json()["code"]) == (401, "second_factor_required")
    assert client.get("/", HTTP_HX_REQUEST="true").status_code == 401


def test_a_session_of_before_owes_the_code_as_soon_as_it_is_on(client, ada, app):
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").status_code == 200
    second_factor.begin_setup(ada)
    second_factor.confirm_setup(ada, app(ada), now=timezone.now())
    assert client.get("/")["Location"].startswith(ASK)


def test_somebody_elses_device_in_the_session_does_not_count(browser, ada, codes):
    from tests.examcenter.making import make_user

    client = browser()
    other = TOTPDevice.objects.create(user=make_user("ben"), name="app", confirmed=True)
    session = client.session
    session["otp_device_id"] = other.persistent_id
    session.save()
    assert client.get("/")["Location"].startswith(ASK)


def test_a_code_is_taken_once(ada, codes, app):
    code = app(ada)
    assert second_factor.verify(ada, f" {code[:3]} {code[3:]} ")
    with pytest.raises(WrongCode):
        second_factor.verify(ada, code)


@pytest.mark.parametrize(
    "code",
    ["", "12345", "1234567", "abcdef", "\u0661\u0662\u0663\u0664\u0665\u0666", "-12345", "x" * 10],
)
def test_what_is_no_code_is_a_wrong_code(ada, codes, code):
    with pytest.raises(WrongCode):
        second_factor.verify(ada, code)


def test_guesses_are_slowed_down_more_and_more(browser, ada, codes, app):
    client = browser()
    assert client.post(ASK, {"code": "000000"}).status_code == 401
    reply = client.post(ASK, {"code": app(ada)})
    assert reply.status_code == 429
    assert int(reply["Retry-After"]) >= 1
    assert "Too many wrong codes" in text_of(reply)
    TOTPDevice.objects.update(throttling_failure_count=12)
    with pytest.raises(TooManyCodes) as error:
        second_factor.verify(ada, app(ada))
    assert error.value.retry_after_s > 900
    assert client.get("/")["Location"].startswith(ASK)


def test_a_recovery_code_is_taken_once_in_any_capitals_and_is_stored_as_a_hash(ada, codes):
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert len(codes) == len(stored) == 10
    assert not stored & {code.replace("-", "") for code in codes}
    assert second_factor.verify(ada, codes[0].upper())
    with pytest.raises(WrongCode):
        second_factor.verify(ada, codes[0])
    assert second_factor.count_recovery_codes(ada) == 9


def test_setting_up_shows_a_picture_and_the_codes_once(client, ada, app):
    bearer_of(ada)
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    page = text_of(client.get(SET_UP))
    assert 'class="qrline"' in page and "style=" not in page
    secret = re.compile(r'class="secret">([A-Z2-7 ]{39})<')
    assert len(secret.findall(page)) == 1
    assert secret.findall(text_of(client.get(SET_UP))) == secret.findall(page)
    shown = client.post(SET_UP, {"code": app(ada)})
    assert len(re.findall(r"<li><code>[a-z2-9]{5}-[a-z2-9]{5}</code>", text_of(shown))) == 10
    assert "no-store" in shown["Cache-Control"]
    assert client.get("/").status_code == 200
    assert client.get(SET_UP)["Location"] == "/accounts/"
    assert not AccessToken.objects.exists()


def test_a_wrong_first_code_turns_nothing_on(client, ada):
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    client.get(SET_UP)
    assert client.post(SET_UP, {"code": "000000"}).status_code == 401
    ada.refresh_from_db()
    assert ada.second_factor_at is None


def test_turning_it_off_takes_a_code(browser, ada, codes, app):
    client = browser()
    client.post(ASK, {"code": codes[0]})
    client.post("/accounts/second-factor/remove/", {"code": "000000"})
    ada.refresh_from_db()
    assert ada.second_factor_at is not None
    client.post("/accounts/second-factor/remove/", {"code": codes[1]})
    ada.refresh_from_db()
    assert ada.second_factor_at is None
    assert not TOTPDevice.objects.exists()


def test_teachers_may_be_obliged_and_set_it_up_before_anything_else(client, ada, app, settings):
    settings.TEACHERS_NEED_SECOND_FACTOR = True
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").status_code == 200
    enroll(make_course("vision"), ada, Role.TEACHER)
    assert client.get("/")["Location"] == f"{SET_UP}?next=/"
    assert client.get("/api/v1/courses").status_code == 403
    assert client.post(SET_UP, {"code": app_of(client, ada, app)}).status_code == 200
    assert client.get("/").status_code == 200


def app_of(client, user, app):
    client.get(SET_UP)
    return app(user)


def test_tokens_take_the_code_too(client, ada, codes, app, settings):
    form = {"username": "ada", "password": PASSWORD}

    def ask(**more):
        return client.post("/api/v1/tokens", {**form, **more}, content_type="application/json")

    assert ask().json()["code"] == "second_factor_required"
    assert ask(code="000000").json()["code"] == "wrong_code"
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert ask(code=app(ada)).status_code == 201


def test_a_token_of_a_teacher_without_a_second_factor_stops_counting(client, ada, settings):
    bearer = bearer_of(ada)
    enroll(make_course("vision"), ada, Role.TEACHER)
    header = {"HTTP_AUTHORIZATION": bearer}
    assert client.get("/api/v1/courses", **header).status_code == 200
    settings.TEACHERS_NEED_SECOND_FACTOR = True
    reply = client.get("/api/v1/courses", **header)
    assert (reply.status_code, reply.json()["code"]) == (401, "second_factor_required")


def test_who_has_none_pays_no_query_for_it(client, ada, django_assert_num_queries):
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_num_queries(1):
        client.get(reverse("accounts:change_password"))


def test_the_command_turns_it_off_and_ends_the_sessions(browser, ada, codes, app):
    client = browser()
    client.post(ASK, {"code": app(ada)})
    out = StringIO()
    call_command("reset_second_factor", "ADA", "--dry-run", stdout=out)
    call_command("reset_second_factor", "ADA", stdout=out)
    call_command("reset_second_factor", "ada", stdout=out)
    assert out.getvalue().splitlines() == [
        "would turn off the second factor of ada.",
        "turned off the second factor of ada; sessions ended.",
        "ada has no second factor; changed 0 people.",
    ]
    assert client.get("/")["Location"].startswith("/accounts/sign-in/")
    with pytest.raises(CommandError, match="found 'nobody'"):
        call_command("reset_second_factor", "nobody")
