"""Reading everything that somebody can read: every address, and whatever those lead to."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client

from tests.examcenter.matrix import MATRIX
from tests.examcenter.world import World

_LINK = re.compile(r'(?:href|action|src|hx-get|data-[a-z-]+)="(/[^"#]*)')
_JSON_LINK = re.compile(r'"(?:https?://testserver)?(/[a-z][^"\s]*)"')
# Files are the same for everybody, and signing out ends the walk.
_OUTSIDE = ("/static/", "/accounts/sign-out/", "/jsi18n/")
_MOST_PAGES = 600


@dataclass
class Walk:
    """Everything that somebody was answered, by address."""

    seen: dict[str, str]

    def where(self, canary: re.Pattern[str]) -> list[str]:
        """Return the addresses at which something is found."""
        return [address for address, text in self.seen.items() if canary.search(text)]


def text_of(reply: Any) -> str:
    """Return all of an answer, its head included, as its reader understands it."""
    body = b"".join(reply.streaming_content) if reply.streaming else reply.content
    head = "\n".join(f"{name}: {value}" for name, value in reply.headers.items())
    return f"{head}\n{unescape(body.decode(errors='replace'))}"


def crawl(
    client: Client,
    seeds: list[str],
    read: Callable[[Any], str] = text_of,
    *,
    is_following: bool = True,
) -> Walk:
    """Read the seeds and everything that they lead to, unless they alone are meant."""
    seen: dict[str, str] = {}
    waiting = deque(seeds)
    while waiting:
        address = waiting.popleft()
        if address in seen or address.startswith(_OUTSIDE):
            continue
        assert len(seen) < _MOST_PAGES, f"too many pages, the last of them {address}"
        # As a page asks for a fragment, too.
        for headers in ({}, {"HX-Request": "true"}):
            reply = client.get(address, headers=headers)
            seen[address] = seen.get(address, "") + read(reply)
            if "Location" in reply and is_following:
                waiting.append(urljoin(address, urlsplit(reply["Location"]).path))
        if not is_following:
            continue
        for link in (*_LINK.findall(seen[address]), *_JSON_LINK.findall(seen[address])):
            waiting.append(link)
    return Walk(seen)


def seeds_of(world: World) -> list[str]:
    """Return every address that Django knows, made of the world's things."""
    return ["/", *(world.address(key, row) for key, row in MATRIX.items())]
