"""Links to passwords, changing one's own, and ending sessions."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from examcenter.accounts.links import invitation_path, reset_path
from examcenter.accounts.models import ResetRequest, User
from examcenter.accounts.services import MAX_PER_ADDRESS, MAX_PER_NETWORK, send_reset_links
from examcenter.integrations.models import AccessToken
from tests.examcenter.accounts.conftest import PASSWORD
from tests.examcenter.making import make_user
from tests.examcenter.tokens import bearer_of

FORGOTTEN = "/accounts/password/forgotten/"
NEW = {"new_password1": "kernel-and-stride", "new_password2": "kernel-and-stride"}


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.HAS_MAIL = True


def text_of(reply):
    return reply.content.decode()


def link_in(mail):
    (path,) = re.findall(r"https?://[^/]+(/accounts/\S+)", mail.body)
    return path


def without_token(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_the_page_says_the_same_of_every_address(client, ada, mailoutbox):
    replies = [client.post(FORGOTTEN, {"email": f"{name}@example.org"}) for name in ("ada", "eve")]
    assert without_token(text_of(replies[0])) == without_token(text_of(replies[1]))
    assert not mailoutbox
    assert send_reset_links(now=timezone.now()) == 1
    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]


def test_the_link_sets_a_password_once_and_signs_nobody_in(client, ada, mailoutbox):
    bearer_of(ada)
    client.post(FORGOTTEN, {"email": " ADA@Example.org "})
    send_reset_links(now=timezone.now())
    link = link_in(mailoutbox[0])
    assert "Set a password" in text_of(client.get(link))
    assert client.post(link, NEW)["Location"] == "/accounts/sign-in/"
    assert client.get("/").status_code == 302
    assert client.post(link, NEW).status_code == 410
    ada.refresh_from_db()
    assert ada.check_password("kernel-and-stride")
    assert not AccessToken.objects.exists()


def test_a_link_is_over_after_its_time(client, ada):
    import time_machine

    link = reset_path(ada)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert client.get(link).status_code == 410
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    "link", ["/accounts/password/x/y/", "/accounts/invitation/x/", "/accounts/password/AAAA/c-0/"]
)
def test_a_link_of_nobody_is_over_too(client, db, link):
    reply = client.get(link)
    assert reply.status_code == 410
    assert "does not work any more" in text_of(reply)


def test_the_page_of_a_link_tells_its_address_to_no_other_site(client, ada):
    reply = client.get(reset_path(ada))
    # With "no-referrer" browsers send the form from the origin "null", which is refused.
    assert reply["Referrer-Policy"] == "same-origin"
    assert "no-store" in reply["Cache-Control"]


@pytest.mark.parametrize(
    "password", ["kern9", "1234567890123", "password123", "adaadaadaada"[:3] * 3]
)
def test_a_weak_password_is_refused_in_words(client, ada, password):
    reply = client.post(reset_path(ada), {"new_password1": password, "new_password2": password})
    assert reply.status_code == 400
    assert "field__error" in text_of(reply)
    assert password not in text_of(reply)


def test_a_mailbox_is_not_flooded_and_nobody_learns_of_the_bound(client, ada, mailoutbox):
    pages = {
        without_token(text_of(client.post(FORGOTTEN, {"email": "ada@example.org"})))
        for _ in range(MAX_PER_ADDRESS + 3)
    }
    assert len(pages) == 1
    assert send_reset_links(now=timezone.now()) == MAX_PER_ADDRESS


def test_a_network_that_asks_for_everybody_is_stopped(client, db):
    ResetRequest.objects.bulk_create(
        ResetRequest(address=f"{n}@x.org", ip="127.0.0.1", created_at=timezone.now())
        for n in range(MAX_PER_NETWORK)
    )
    reply = client.post(FORGOTTEN, {"email": "a@b.org"})
    assert reply.status_code == 429
    assert "Too many links were asked for" in text_of(reply)


def test_a_header_cannot_be_put_into_a_mail(client, ada, mailoutbox):
    client.post(FORGOTTEN, {"email": "ada@example.org\r\nBcc: eve@example.org"})
    User.objects.filter(pk=ada.pk).update(first_name="Ada\r\nBcc: eve@example.org")
    client.post(FORGOTTEN, {"email": "ada@example.org"})
    send_reset_links(now=timezone.now())
    (mail,) = mailoutbox
    assert mail.recipients() == ["ada@example.org"]
    assert "Bcc" not in mail.message()


def test_without_mail_the_page_says_whom_to_ask(client, db, settings):
    settings.HAS_MAIL = False
    assert "sends no mail" in text_of(client.get(FORGOTTEN))
    client.post(FORGOTTEN, {"email": "ada@example.org"})
    assert not ResetRequest.objects.exists()


def test_requests_are_forgotten_after_a_day(ada):
    old = timezone.now() - timedelta(days=2)
    ResetRequest.objects.create(address="ada@example.org", created_at=old, handled_at=old)
    send_reset_links(now=timezone.now())
    assert not ResetRequest.objects.exists()


def test_an_invitation_is_for_an_account_that_nobody_has_used(client, ada, db):
    assert client.get(invitation_path(ada)).status_code == 410
    new = make_user("new")
    link = invitation_path(new)
    assert client.get(link).status_code == 200
    User.objects.filter(pk=new.pk).update(is_active=False)
    assert client.get(link).status_code == 410


def test_changing_the_password_signs_out_elsewhere_and_goes_on_here(client, ada):
    from django.test import Client

    bearer_of(ada)
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/accounts/password/", {**NEW, "old_password": "wrong"}).status_code == 400
    done = client.post("/accounts/password/", {**NEW, "old_password": PASSWORD}, follow=True)
    assert "Your password is changed" in text_of(done)
    assert elsewhere.get("/").status_code == 302
    assert not AccessToken.objects.exists()


def test_signing_out_everywhere_leaves_this_session_only(client, ada):
    from django.test import Client

    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    for _ in range(2):
        done = client.post("/accounts/sessions/end/", follow=True)
        assert "signed out everywhere but here" in text_of(done)
        assert elsewhere.get("/").status_code == 302
        elsewhere.force_login(
            User.objects.get(pk=ada.pk), backend="django.contrib.auth.backends.ModelBackend"
        )
        assert elsewhere.get("/").status_code == 200


def test_a_message_is_shown_once_and_told_to_screen_readers(client, ada):
    client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    page = text_of(client.post("/accounts/sessions/end/", follow=True))
    assert re.search(r'class="notice notice--right" role="status"', page)
    assert "everywhere but here" not in text_of(client.get("/accounts/"))
