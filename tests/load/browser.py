"""What a browser does for a page of ours: cookies, forms with their token, redirects."""

import re
from collections.abc import Mapping
from html import unescape

from tests.load.wire import Reply, Wire

_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_BOUNDARY = "----geckoformboundary7d3a9c2e5b8f4061"
_MOST_REDIRECTS = 5
JSON = "application/json"


class Browser:
    """One person's browser, signed in by the cookie of a session."""

    def __init__(self, wire: Wire, *, session: str) -> None:
        self.wire = wire
        self.cookies = {"sessionid": session}
        # Of the forms on the page that was opened last.
        self.token = ""

    async def open(self, path: str) -> tuple[str, Reply]:
        """Open a page and return where it led and what came."""
        for _ in range(_MOST_REDIRECTS):
            reply = await self._ask("GET", path)
            if reply.status not in (301, 302):
                break
            path = reply.headers("Location")[0]
        found = _TOKEN.search(reply.text)
        if found:
            self.token = found[1]
        return path, reply

    async def press(self, path: str) -> tuple[str, Reply]:
        """Post a form that has nothing but its token, and open what it leads to."""
        body = f"csrfmiddlewaretoken={self.token}".encode()
        reply = await self._ask("POST", path, "application/x-www-form-urlencoded", body)
        if reply.status in (302, 303):
            return await self.open(reply.headers("Location")[0])
        return path, reply

    async def send(self, path: str, fields: Mapping[str, str]) -> Reply:
        """Post fields as a script's ``FormData`` does, and ask for JSON."""
        lines = [
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
            for name, text in {"csrfmiddlewaretoken": self.token, **fields}.items()
        ]
        body = f"{''.join(lines)}--{_BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={_BOUNDARY}"
        return await self._ask("POST", path, kind, body, accept=JSON)

    async def _ask(
        self,
        method: str,
        path: str,
        kind: str = "",
        body: bytes = b"",
        *,
        accept: str = "text/html",
    ) -> Reply:
        request = self.write_request(method, path, kind, body, accept=accept)
        reply = await self.wire.ask(request)
        for cookie in reply.headers("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return reply

    def write_request(
        self, method: str, path: str, kind: str, body: bytes, *, accept: str
    ) -> bytes:
        """Return a request as it goes over the wire."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        address = f"127.0.0.1:{self.wire.port}"
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: {_AGENT}\r\n"
            f"Accept: {accept}\r\nAccept-Language: en\r\nAccept-Encoding: identity\r\n"
            f"Cookie: {cookies}\r\nOrigin: http://{address}\r\n"
            f"Referer: http://{address}/\r\nConnection: keep-alive\r\n"
        )
        if method == "POST":
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        return f"{head}\r\n".encode() + body


def attribute(page: str, name: str) -> str | None:
    """Return the first value of an attribute in a page, None where it has none."""
    found = re.search(rf'\b{re.escape(name)}="([^"]*)"', page)
    return unescape(found[1]) if found else None
