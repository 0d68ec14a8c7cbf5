"""One request to a receiver: to a checked address, within a time limit, following nothing.

Uses the standard library alone and knows no database.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from examcenter.webhooks.targets import (
    Limits,
    Resolve,
    Target,
    TargetRefused,
    ask_system,
    read_url,
    resolve,
)

# Of an answer, which is kept to be looked at; more is not read.
MAX_RESPONSE_BYTES = 2000


@dataclass(frozen=True)
class Outcome:
    """What became of a request; ``error`` is empty where an answer came, whatever it said."""

    status: int | None = None
    error: str = ""
    detail: str = ""
    response: str = ""
    retry_after: str = ""
    duration_s: float = 0.0

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver has taken it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants to hear no more."""
        return self.status == 410

    @property
    def is_silent(self) -> bool:
        """Whether nobody answered."""
        return self.status is None


class _Connection(http.client.HTTPConnection):
    """A connection to one of the checked addresses, under the name that the certificate has."""

    def __init__(self, target: Target, timeout_s: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout_s)
        self._target = target
        # `sock` is forgotten as soon as the headers of an answer are read, and the body is not.
        self.line: socket.socket | None = None
        self._ends_at = time.monotonic() + timeout_s

    def connect(self) -> None:
        """Connect to the first address that answers; never to the name."""
        problem: OSError = OSError("no address")
        for address in self._target.addresses:
            left_s = self._ends_at - time.monotonic()
            if left_s <= 0:
                raise TimeoutError
            try:
                plain = socket.create_connection((address, self._target.port), left_s)
            except OSError as error:
                problem = error
                continue
            self.sock = self.line = plain
            if self._target.is_https:
                # The handshake comes once `line` is what the guard can cut.
                secured = _tls().wrap_socket(
                    plain, server_hostname=self._target.host, do_handshake_on_connect=False
                )
                self.sock = self.line = secured
                secured.do_handshake()
            return
        raise problem


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def send(
    url: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    limits: Limits,
    timeout_s: float,
    ask: Resolve = ask_system,
) -> Outcome:
    """Post a body and return what came of it; nothing that a receiver does raises."""
    started = time.monotonic()
    try:
        target = resolve(read_url(url, limits), limits, timeout_s=timeout_s, ask=ask)
    except TargetRefused as error:
        return Outcome(error=error.code, detail=str(error), duration_s=_since(started))
    connection = _Connection(target, timeout_s)
    # A receiver that sends a byte now and then would outlast every time limit of the socket.
    guard = threading.Timer(timeout_s, _cut, [connection])
    guard.daemon = True
    guard.start()
    try:
        return _exchange(connection, target, body, headers, started)
    except (http.client.HTTPException, OSError, ValueError) as error:
        return _explain(error, timeout_s, started)
    finally:
        guard.cancel()
        connection.close()


def _exchange(
    connection: _Connection,
    target: Target,
    body: bytes,
    headers: Mapping[str, str],
    started: float,
) -> Outcome:
    connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
    sent = {"Host": target.host_header, "Content-Length": str(len(body)), **headers}
    for name, value in {**sent, "Connection": "close"}.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    response = connection.getresponse()
    # An answer without an end is cut by the guard; what came until then is kept.
    text = _read(response)
    is_elsewhere = 300 <= response.status < 400
    return Outcome(
        status=response.status,
        detail="Redirects are not followed; give the address that answers." if is_elsewhere else "",
        response=text,
        retry_after=(response.getheader("Retry-After") or "")[:100],
        duration_s=_since(started),
    )


def _read(response: http.client.HTTPResponse) -> str:
    """Return the beginning of an answer as text that every database and page can hold."""
    try:
        raw = response.read(MAX_RESPONSE_BYTES)
    except (http.client.HTTPException, OSError, ValueError):
        # The status has come, and that is what counts.
        return ""
    text = raw.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text)


def _cut(connection: _Connection) -> None:
    """End a connection from outside; whoever waits on it is woken."""
    if connection.line is not None:
        with suppress(OSError):
            connection.line.shutdown(socket.SHUT_RDWR)


def _explain(error: Exception, timeout_s: float, started: float) -> Outcome:
    """Return why no answer came; what the guard has cut looks like many another end."""
    if isinstance(error, TimeoutError) or _since(started) >= timeout_s:
        return _failed("timeout", f"No answer within {timeout_s:g} s.", started)
    if isinstance(error, ssl.SSLCertVerificationError):
        words = f"The certificate is not valid: {error.verify_message}."
        return _failed("certificate", words, started)
    if isinstance(error, ssl.SSLError):
        return _failed("tls", f"No secure connection: {error.reason}.", started)
    return _failed("connection", f"The connection failed: {type(error).__name__}.", started)


def _failed(error: str, detail: str, started: float) -> Outcome:
    return Outcome(error=error, detail=detail, duration_s=_since(started))


def _since(started: float) -> float:
    return time.monotonic() - started
