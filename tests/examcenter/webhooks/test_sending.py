"""One request to a real server: what is sent, how long it may take, what is not followed."""

import socket
import ssl
import subprocess
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from examcenter.webhooks import sending
from examcenter.webhooks.sending import MAX_RESPONSE_BYTES, send
from examcenter.webhooks.targets import Limits, read_networks

LOCAL = Limits(needs_https=False, ports=None, networks=read_networks(["127.0.0.0/8"]))


def post(url, *, timeout_s=5.0, limits=LOCAL, **options):
    return send(
        url,
        body=b'{"type":"x"}',
        headers={"webhook-id": "one"},
        limits=limits,
        timeout_s=timeout_s,
        **options,
    )


def test_the_body_and_the_headers_arrive_as_they_are(receiver):
    outcome = post(receiver.url)
    assert outcome.is_delivered and outcome.status == 204
    (got,) = receiver.got
    assert got.path == "/hook?source=exam"
    assert got.body == b'{"type":"x"}'
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert got.headers["webhook-id"] == "one"
    assert got.headers["connection"] == "close"


def test_a_name_is_resolved_once_and_connected_to_by_its_checked_address(receiver):
    asked = []

    def rebinding(host, port):
        asked.append(host)
        # The second answer would be another machine.
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    outcome = post(f"http://lms.example.org:{receiver.port}/hook", ask=rebinding)
    assert outcome.status == 204
    assert asked == ["lms.example.org"]
    assert receiver.got[0].headers["host"] == f"lms.example.org:{receiver.port}"


def test_in_production_this_machine_is_not_even_connected_to(receiver):
    limits = Limits(needs_https=False, ports=None)
    outcome = post(receiver.url, limits=limits)
    assert outcome.error == "target_private"
    assert receiver.got == []


def test_a_redirect_is_not_followed(receiver):
    receiver.answer(302, Location=receiver.url)
    outcome = post(receiver.url)
    assert outcome.status == 302
    assert not outcome.is_delivered
    assert "not followed" in outcome.detail
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [301, 303, 307, 308])
def test_a_redirect_to_a_machine_of_ours_reaches_nobody(receiver, status):
    with socket.create_server(("127.0.0.1", 0)) as inner:
        inner.settimeout(0.3)
        receiver.answer(status, Location=f"http://127.0.0.1:{inner.getsockname()[1]}/latest/")
        assert not post(receiver.url).is_delivered
        with pytest.raises(TimeoutError):
            inner.accept()


def test_a_value_with_a_line_end_makes_no_header_of_its_own(receiver):
    outcome = send(
        receiver.url,
        body=b"{}",
        headers={"webhook-id": "one\r\nX-Admin: yes"},
        limits=LOCAL,
        timeout_s=5.0,
    )
    assert outcome.error == "connection"
    assert receiver.got == []


def answer_raw(server: socket.socket, start: bytes, again: bytes) -> None:
    """Answer with a beginning, and then with the same for as long as somebody listens."""
    connection, _ = server.accept()
    with connection, suppress(OSError):
        connection.recv(10_000)
        connection.sendall(start)
        while True:
            connection.sendall(again)


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(b"X-A: " + b"b" * 1000 + b"\r\n", id="headers without an end"),
        pytest.param(b"x" * 1000, id="a header without an end"),
    ],
)
def test_headers_without_measure_are_not_read_to_their_end(again):
    with socket.create_server(("127.0.0.1", 0)) as server:
        arguments = (server, b"HTTP/1.1 200 OK\r\n", again)
        threading.Thread(target=answer_raw, args=arguments, daemon=True).start()
        outcome = post(f"http://127.0.0.1:{server.getsockname()[1]}/", timeout_s=20.0)
    assert outcome.error == "connection"
    assert outcome.duration_s < 10


def test_an_answer_that_always_promises_another_is_cut_in_time():
    with socket.create_server(("127.0.0.1", 0)) as server:
        arguments = (server, b"", b"HTTP/1.1 100 Continue\r\n\r\n")
        threading.Thread(target=answer_raw, args=arguments, daemon=True).start()
        outcome = post(f"http://127.0.0.1:{server.getsockname()[1]}/", timeout_s=1.0)
    assert outcome.error == "timeout"
    assert outcome.duration_s < 5


def test_no_proxy_of_the_environment_is_asked(receiver, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert post(receiver.url).is_delivered


def test_of_an_answer_only_the_beginning_is_kept_as_plain_text(receiver):
    receiver.answer(500)
    receiver.body = b"\x00\x1b[31mred\xff\n" + b"x" * 100_000
    outcome = post(receiver.url)
    assert outcome.status == 500
    assert len(outcome.response) <= MAX_RESPONSE_BYTES
    assert "\x00" not in outcome.response and "\x1b" not in outcome.response


def test_whoever_does_not_answer_is_left_in_time(receiver):
    receiver.delay_s = 3.0
    started = time.monotonic()
    outcome = post(receiver.url, timeout_s=0.5)
    assert outcome.error == "timeout"
    assert time.monotonic() - started < 2


def test_an_answer_that_never_ends_is_cut_in_time_and_its_status_counts(receiver):
    receiver.answer(200)
    receiver.body, receiver.drip_s = b"y" * 1000, 0.2
    started = time.monotonic()
    outcome = post(receiver.url, timeout_s=1.0)
    assert outcome.is_delivered
    assert time.monotonic() - started < 3


def drip_headers(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(10_000)
        for byte in b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 1000:
            try:
                connection.send(bytes([byte]))
            except OSError:
                return
            time.sleep(0.1)


def test_headers_that_trickle_in_do_not_outlast_the_limit():
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip_headers, args=(server,), daemon=True).start()
        started = time.monotonic()
        outcome = post(f"http://127.0.0.1:{server.getsockname()[1]}/", timeout_s=1.0)
        assert outcome.error == "timeout"
        assert time.monotonic() - started < 3


def test_a_port_where_nobody_listens_is_told():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/").error == "connection"


def test_what_is_no_http_is_told():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def chat():
            connection, _ = server.accept()
            connection.sendall(b"220 mail.example.org ESMTP\r\n")
            connection.close()

        threading.Thread(target=chat, daemon=True).start()
        assert post(f"http://127.0.0.1:{server.getsockname()[1]}/").error == "connection"


@pytest.fixture
def certificate(tmp_path):
    """Make a certificate for lms.example.org that nobody but the test trusts."""
    path = tmp_path / "both.pem"
    key = tmp_path / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-keyout", str(key), "-out", str(path), "-days", "2"),
            *("-subj", "/CN=lms.example.org", "-addext", "subjectAltName=DNS:lms.example.org"),
        ],
        check=True,
        capture_output=True,
    )
    return path, key


@pytest.fixture
def secure_server(certificate):
    """Return the port of an HTTPS server with that certificate, and the names it was asked by."""
    names: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server.server_address[1], names
    server.shutdown()
    server.server_close()


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_server):
    port, _ = secure_server
    outcome = post(f"https://lms.example.org:{port}/", ask=lambda host, port: ["127.0.0.1"])
    assert outcome.error == "certificate"


def test_the_certificate_is_checked_for_the_name_and_not_for_the_address(
    secure_server, certificate, monkeypatch
):
    port, names = secure_server
    context = ssl.create_default_context(cafile=str(certificate[0]))
    monkeypatch.setattr(sending, "_tls", lambda: context)

    def ask(host, port):
        return ["127.0.0.1"]

    assert post(f"https://lms.example.org:{port}/", ask=ask).status == 204
    assert names == ["lms.example.org"]
    assert post(f"https://other.example.org:{port}/", ask=ask).error == "certificate"


def test_a_handshake_that_never_comes_is_cut_in_time():
    with socket.create_server(("127.0.0.1", 0)) as server:
        started = time.monotonic()
        url = f"https://127.0.0.1:{server.getsockname()[1]}/"
        outcome = post(url, timeout_s=0.5)
        assert outcome.error == "timeout"
        assert time.monotonic() - started < 2
