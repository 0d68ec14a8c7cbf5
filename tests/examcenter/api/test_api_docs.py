"""docs/api.md: its tables are those of the code, its code runs, what it names is there."""

from __future__ import annotations

import base64
import hmac
import re
import time

import yaml
from django.conf import settings
from django.utils import translation

from examcenter.api.document import PATH
from examcenter.api.problem_codes import PATH as CODES_PATH
from examcenter.api.problem_codes import list_codes
from examcenter.integrations.scopes import SCOPES
from examcenter.webhooks import signing
from examcenter.webhooks.kinds import KINDS

PAGE = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")


def rows_of(heading: str) -> dict[str, str]:
    """Return the rows of the table that begins with a heading."""
    table = PAGE.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0]
    return dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", table, flags=re.MULTILINE))


def test_the_tables_of_scopes_and_events_are_those_of_the_code():
    with translation.override("en"):
        assert rows_of("scope") == {name: str(words) for name, words in SCOPES.items()}
        assert rows_of("event") == {name: str(words) for name, words in KINDS.items()}


def test_every_code_that_the_page_names_is_one_and_the_table_is_the_codes():
    named = set(re.findall(r"`((?:unknown|scope|idempotency|changed|precondition)_\w+)`", PAGE))
    assert named and named <= set(list_codes())
    listed = re.findall(r"^\| `(\w+)` \| (\d+) \|", CODES_PATH.read_text(), flags=re.MULTILINE)
    assert {code: int(status) for code, status in listed} == {
        code: status for code, (status, _) in list_codes().items()
    }
    assert len(listed) > 80


def test_the_lines_that_verify_a_webhook_do_so():
    (code,) = re.findall(r"```python\n(def verify.*?)```", PAGE, flags=re.DOTALL)
    scope = {"time": time, "base64": base64, "hmac": hmac}
    exec(code, scope)
    verify = scope["verify"]
    assert callable(verify)
    keys, body, stamp = [b"a" * 32, b"b" * 32], b'{"type":"x"}', int(time.time())
    headers = {
        "webhook-id": "one",
        "webhook-timestamp": str(stamp),
        "webhook-signature": signing.sign("one", stamp, body, keys),
    }
    for key in keys:
        assert verify(signing.text_of(key), headers, body)
    assert not verify(signing.text_of(b"c" * 32), headers, body)
    assert not verify(signing.text_of(keys[0]), headers, body + b" ")
    old = {**headers, "webhook-timestamp": str(stamp - 1000)}
    assert not verify(signing.text_of(keys[0]), old, body)


def test_every_address_that_the_page_names_is_in_the_document():
    paths = yaml.safe_load(PATH.read_text(encoding="utf-8"))["paths"]
    known = {re.sub(r"{\w+}", "{}", path.removeprefix("/api/v1/")) for path in paths}
    named = set(
        re.findall(r"`(?:GET |POST |PUT )?((?:courses|exams|webhooks|events)[\w/{}.]*)", PAGE)
    )
    shapes = {re.sub(r"{\w+}", "{}", name).rstrip(".") for name in named}
    assert {shape for shape in shapes if "/" in shape} <= known
