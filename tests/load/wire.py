"""HTTP/1.1 over one connection that is kept, as a browser keeps it; costs next to nothing.

The students of a load run share the machine with the server, so their client reads a status, a
few headers and a body of known length, and nothing else of the protocol.
"""

import asyncio
import re
from dataclasses import dataclass

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_END = b"\r\n\r\n"


class Trouble(Exception):
    """No answer came: the server is away, or silent for too long."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered."""

    status: int
    head: bytes
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def headers(self, name: str) -> list[str]:
        """Return the values of a header, in their order."""
        pattern = rb"(?im)^%s: *(.*?)\r?$" % re.escape(name.encode())
        return [value.decode("latin-1") for value in re.findall(pattern, self.head)]


class Wire:
    """Asks one server one thing at a time, over a connection that is made again when it is gone."""

    def __init__(self, port: int, *, patience_s: float = 30.0) -> None:
        self.port = port
        self.patience_s = patience_s
        # Sent a second time because a kept connection turned out to be closed, as browsers do.
        self.n_resent = 0
        self._line: _Line | None = None

    async def ask(self, request: bytes) -> Reply:
        """Send a request and return the answer to it; raise Trouble when none comes."""
        line = self._line
        if line is not None and line.is_open:
            try:
                return await line.ask(request, self.patience_s)
            except Trouble:
                if line.has_begun or line.is_given_up:
                    raise
                self.n_resent += 1
        line = self._line = await self._connect()
        return await line.ask(request, self.patience_s)

    def twin(self) -> "Wire":
        """Return another wire to the same server."""
        return Wire(self.port, patience_s=self.patience_s)

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()

    async def _connect(self) -> "_Line":
        connecting = asyncio.get_running_loop().create_connection(_Line, "127.0.0.1", self.port)
        try:
            async with asyncio.timeout(self.patience_s):
                _, line = await connecting
        except OSError as error:
            # asyncio's time limit is one of them.
            raise Trouble(f"no connection: {type(error).__name__}") from None
        return line


class _Line(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self.is_given_up = False
        self._transport: asyncio.Transport | None = None
        self._found = bytearray()
        self._waiting: asyncio.Future[Reply] | None = None

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    @property
    def has_begun(self) -> bool:
        """Whether part of an answer came."""
        return bool(self._found)

    async def ask(self, request: bytes, patience_s: float) -> Reply:
        loop = asyncio.get_running_loop()
        if self._transport is None:
            raise Trouble("closed")
        self._found.clear()
        self._waiting = loop.create_future()
        timer = loop.call_later(patience_s, self._give_up)
        self._transport.write(request)
        try:
            return await self._waiting
        finally:
            timer.cancel()
            self._waiting = None

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _give_up(self) -> None:
        self.is_given_up = True
        self._fail("silent")
        self.close()

    def _fail(self, why: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Trouble(why))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._fail("closed")

    def data_received(self, data: bytes) -> None:
        self._found += data
        reply = read_reply(self._found)
        if reply is not None and self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(reply)


def read_reply(found: bytearray) -> Reply | None:
    """Return the answer that these bytes are, or None while they are only its beginning."""
    end = found.find(_END)
    if end < 0:
        return None
    head = bytes(found[: end + 2])
    start = end + len(_END)
    status = int(head[9:12])
    length = _LENGTH.search(head)
    if length:
        stop = start + int(length[1])
        return Reply(status, head, bytes(found[start:stop])) if len(found) >= stop else None
    if _CHUNKED.search(head):
        body = _join_chunks(found, start)
        return None if body is None else Reply(status, head, body)
    return Reply(status, head, b"")


def _join_chunks(found: bytearray, start: int) -> bytes | None:
    """Return a body that came in chunks, or None while the last of them is missing."""
    body = bytearray()
    while True:
        end = found.find(b"\r\n", start)
        if end < 0:
            return None
        size = int(found[start:end].split(b";")[0], 16)
        stop = end + 2 + size
        if len(found) < stop + 2:
            return None
        if not size:
            return bytes(body)
        body += found[end + 2 : stop]
        start = stop + 2
