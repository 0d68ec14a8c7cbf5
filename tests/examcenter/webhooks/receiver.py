"""A real HTTP server in a thread, which notes what it gets and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Got:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def message(self) -> dict[str, Any]:
        """The body as JSON."""
        return dict(json.loads(self.body))

    @property
    def id(self) -> str:
        """The id of the message."""
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """What it got so far, and how it answers next."""

    port: int = 0
    got: list[Got] = field(default_factory=list)
    # One answer for each request, the last one for all that follow: status and headers.
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(204, {})])
    body: bytes = b""
    delay_s: float = 0.0
    # Seconds between the bytes of the body; 0 sends it at once.
    drip_s: float = 0.0
    n_open: int = 0
    most_open: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/hook?source=exam"

    def answer(self, status: int, **headers: str) -> None:
        """Answer so from now on."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers = [(status, named)]

    def ids(self) -> list[str]:
        """Return the ids of the messages in the order in which they came."""
        return [one.id for one in self.got]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver for the length of a block."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with receiver.lock:
                receiver.n_open += 1
                receiver.most_open = max(receiver.most_open, receiver.n_open)
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.got.append(Got(self.path, headers, body))
                status, more = (
                    receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
                )
            time.sleep(receiver.delay_s)
            try:
                self._answer(status, more)
            except OSError:
                pass
            finally:
                with receiver.lock:
                    receiver.n_open -= 1

        def _answer(self, status: int, more: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(receiver.body)))
            self.end_headers()
            for byte in receiver.body if status != 204 else b"":
                self.wfile.write(bytes([byte]))
                time.sleep(receiver.drip_s)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
