"""A learning platform in one file: what an LMS does with the Exam Center over its REST interface.

    make run                                  # elsewhere; writes var/demo-token
    python docs/examples/lms_client.py --url http://127.0.0.1:8000

Brings a roster, makes and publishes an exam, sits it for a student with answers and code, and gets
the grade back in three ways: by webhook, by polling, and from the list of events. Prints each step
with its time; the exit code is 0 when every step held. Running it again uses what is there.

The standard library alone (Python 3.11 or newer). Take what you need.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COURSE = {
    "title": "Convolutions (a demo of an LMS)",
    "term": "Demo",
    "external_id": "lms-demo:course",
    "owner": {"email": "owner@lms-demo.example.org", "given_name": "Olga", "family_name": "Owner"},
}
ROSTER = [
    {
        "external_id": f"lms-demo:{number}",
        "email": f"student{number}@lms-demo.example.org",
        "given_name": name,
        "family_name": "Demo",
        "role": "student",
        "groups": ["Monday"],
    }
    for number, name in enumerate(("Mary", "Emmy", "Sofia"), start=1)
]
EXAM_ID = "lms-demo:exam"
DEFINITION = {
    "format": 1,
    "rules": {"title": "Sizes and code", "kind": "exam", "feedback": "during"},
    "sections": [
        {
            "title": "All of it",
            "slots": [
                {"source": "question", "question": "conv-output-size", "points": 2},
                {"source": "question", "question": "conv2d", "points": 6},
            ],
        }
    ],
}
CODE = """
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    image = np.pad(image, padding)
    height = (image.shape[0] - kernel.shape[0]) // stride + 1
    width = (image.shape[1] - kernel.shape[1]) // stride + 1
    out = np.zeros((height, width))
    for row in range(height):
        for column in range(width):
            top, left = row * stride, column * stride
            patch = image[top : top + kernel.shape[0], left : left + kernel.shape[1]]
            out[row, column] = np.sum(patch * kernel)
    return out
"""
# A verdict takes a second on an idle machine; others may be waiting for theirs.
PATIENCE_S = 180


class Failed(Exception):
    """A step that did not hold."""


def expect(what: str, expected: object, found: object) -> None:
    """Raise Failed unless something is as expected."""
    if found != expected:
        raise Failed(f"{what}: expected {expected!r}, found {found!r}")


class Api:
    """The REST interface, as much of it as an LMS needs: JSON in and out, every page of a list."""

    def __init__(self, url: str, token: str) -> None:
        self.base = url.rstrip("/")
        self.token = token
        # The machine's proxy is not asked for a service on this machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def call(self, method: str, path: str, body: object = None, **headers: str):
        """Return status, headers and the JSON of an answer; a problem is an answer, too.

        A POST carries an Idempotency-Key, so that it may be repeated when an answer got lost, and
        waits where the service says that it is busy.
        """
        sent = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        data = None
        if body is not None:
            data, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        if method == "POST":
            sent.setdefault("Idempotency-Key", str(uuid.uuid4()))
        address = urllib.parse.urljoin(f"{self.base}/", path)
        for _ in range(5):
            request = urllib.request.Request(address, data, sent, method=method)
            try:
                with self._opener.open(request, timeout=60) as answer:
                    text = answer.read()
                    return answer.status, answer.headers, json.loads(text) if text else None
            except urllib.error.HTTPError as error:
                text = error.read()
                if error.code in (429, 503):
                    time.sleep(float(error.headers.get("Retry-After") or 1))
                    continue
                return error.code, error.headers, json.loads(text) if text else None
        raise Failed(f"{method} {path}: still busy after five tries")

    def want(self, statuses, method: str, path: str, body: object = None, **headers: str):
        """Return headers and JSON of an answer with one of these statuses."""
        status, found, content = self.call(method, path, body, **headers)
        if status not in statuses:
            raise Failed(f"{method} {path}: expected {statuses}, found {status}: {content}")
        return found, content

    def rows(self, path: str) -> list[dict]:
        """Return all rows of a list: the body names the next page until there is none."""
        found: list[dict] = []
        address: str | None = path
        while address:
            _, page = self.want((200,), "GET", address)
            found += page["results"]
            address = page["next"]
        return found


def verify(secret: str, headers, body: bytes, *, tolerance_s: int = 300) -> bool:
    """Tell whether a webhook comes from who knows the secret, and is new (Standard Webhooks)."""
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > tolerance_s:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{stamp}.".encode() + body
    mine = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # One for each secret that is valid, while it is being replaced.
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(mine.encode(), one.encode()) for one in given)


class Receiver:
    """Takes webhooks on this machine, and keeps those with a good signature."""

    def __init__(self) -> None:
        self.secret = ""
        # By webhook-id: what comes twice counts once.
        self.messages: dict[str, dict] = {}
        self.n_refused = 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                is_good = verify(receiver.secret, self.headers, body)
                if is_good:
                    receiver.messages[self.headers["webhook-id"]] = json.loads(body)
                receiver.n_refused += not is_good
                # Answer at once and work later: who waits too long is taken to be away.
                self.send_response(204 if is_good else 401)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/exam-center"

    def wait_for(self, kind: str, attempt: str) -> str:
        """Return the id of the message of a kind about an attempt, once it is there."""

        def find() -> str | None:
            for message_id, message in list(self.messages.items()):
                if message["type"] == kind and message["data"].get("attempt_id") == attempt:
                    return message_id
            return None

        return wait_until(find, f"a webhook {kind} ({self.n_refused} refused)")


def wait_until(find, what: str):
    """Return what is found once it is."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = find()
        if found:
            return found
        time.sleep(0.3)
    raise Failed(f"waited {PATIENCE_S} s for {what}")


class Platform:
    """The flows, in the order in which an LMS meets them; each method is a step."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.receiver = Receiver()
        self.began = datetime.now(UTC)
        self.course = self.exam = self.attempt = self.webhook = self.message_id = ""
        self.score = 0.0

    def find_or_make_the_course(self) -> str:
        query = urllib.parse.urlencode({"external_id": COURSE["external_id"]})
        found = self.api.rows(f"/api/v1/courses?{query}")
        if found:
            self.course = found[0]["id"]
            return f"found {self.course}"
        _, made = self.api.want((201,), "POST", "/api/v1/courses", COURSE)
        self.course = made["id"]
        return f"made {self.course}"

    def bring_the_roster(self) -> str:
        path = f"/api/v1/courses/{self.course}/enrollments"
        body = {"mode": "merge", "enrollments": ROSTER}
        _, report = self.api.want((200,), "PUT", path, body)
        _, again = self.api.want((200,), "PUT", path, body)
        listed = {row["external_id"] for row in self.api.rows(f"{path}?role=student")}
        expect("people", {row["external_id"] for row in ROSTER} - listed, set())
        expect("the same roster again", len(ROSTER), again["counts"]["unchanged"])
        return ", ".join(f"{n} {what}" for what, n in report["counts"].items() if n)

    def set_up_a_webhook(self) -> str:
        for old in self.api.rows(f"/api/v1/webhooks?course={self.course}"):
            self.api.want((204,), "DELETE", f"/api/v1/webhooks/{old['id']}", If_Match="*")
        wish = {
            "url": self.receiver.url,
            "course": self.course,
            "events": ["attempt.finished", "attempt.graded", "grade.changed"],
        }
        headers, made = self.api.want((201,), "POST", "/api/v1/webhooks", wish)
        self.receiver.secret = made["secret"]
        self.webhook = headers["Location"]
        _, delivery = self.api.want((202,), "POST", f"{self.webhook}/test")
        test_id = delivery["event"]["id"]
        wait_until(lambda: test_id in self.receiver.messages, "the test of the webhook")
        return "a test arrived with a good signature"

    def find_or_make_the_exam(self) -> str:
        query = urllib.parse.urlencode({"course": self.course, "external_id": EXAM_ID})
        found = self.api.rows(f"/api/v1/exams?{query}")
        if not found:
            body = {"course": self.course, "external_id": EXAM_ID, "definition": DEFINITION}
            _, made = self.api.want((201,), "POST", "/api/v1/exams", body)
            found = [made]
        self.exam = found[0]["id"]
        _, definition = self.api.want((200,), "GET", f"/api/v1/exams/{self.exam}/definition")
        slots = [slot["question"] for part in definition["sections"] for slot in part["slots"]]
        expect("the questions of the exam", ["conv-output-size", "conv2d"], slots)
        self.api.want((200,), "POST", f"/api/v1/exams/{self.exam}/publish")
        return f"{self.exam}, published"

    def start_an_attempt_for_a_student(self) -> str:
        student = {"student": {"external_id": ROSTER[0]["external_id"]}}
        path = f"/api/v1/exams/{self.exam}/attempts"
        _, attempt = self.api.want((200, 201), "POST", path, student)
        self.attempt = attempt["id"]
        expect("it is open", True, attempt["is_open"])
        expect("questions", 2, len(attempt["responses"]))
        return f"{self.attempt}, number {attempt['number']}"

    def save_and_check_an_answer(self) -> str:
        path = f"/api/v1/attempts/{self.attempt}/responses/1"
        _, question = self.api.want((200,), "GET", path)
        answers = {part["name"]: "7" for part in question["parts"]}
        sequence = question["save_sequence"] + 1
        _, saved = self.api.want((200,), "PUT", path, {"answers": answers, "sequence": sequence})
        expect("the sequence that is saved", sequence, saved["sequence"])
        _, checked = self.api.want((200,), "POST", f"{path}/check", {"answers": answers})
        states = {feedback["state"] for feedback in checked["parts"].values()}
        expect("states other than right and wrong", set(), states - {"right", "wrong"})
        return f"7 is {' and '.join(sorted(states))}"

    def submit_code_and_wait_for_its_verdict(self) -> str:
        path = f"/api/v1/attempts/{self.attempt}/responses/2/submissions"
        headers, _ = self.api.want((202,), "POST", path, {"source": CODE})

        def final() -> dict | None:
            _, submission = self.api.want((200,), "GET", headers["Location"])
            return submission if submission["is_final"] else None

        submission = wait_until(final, "the verdict")
        expect("the verdict", "accepted", submission["verdict"])
        return f"accepted, {submission['n_passed']} of {submission['n_cases']} cases"

    def finish_the_attempt(self) -> str:
        _, attempt = self.api.want((200,), "POST", f"/api/v1/attempts/{self.attempt}/finish")
        expect("it is open", False, attempt["is_open"])
        self.score = attempt["score"]
        if not self.score or self.score < 0.75:
            raise Failed(f"score: expected at least the code's 6 of 8 points, found {self.score!r}")
        return f"score {self.score:.2f}"

    def get_the_grade_by_webhook(self) -> str:
        self.message_id = self.receiver.wait_for("attempt.graded", self.attempt)
        data = self.receiver.messages[self.message_id]["data"]
        expect("the exam in the message", self.exam, data["exam_id"])
        # It holds ids only; what one may know, one asks for.
        _, attempt = self.api.want((200,), "GET", f"/api/v1/attempts/{data['attempt_id']}")
        expect("the score", self.score, attempt["score"])
        return f"attempt.graded, then score {attempt['score']:.2f}"

    def get_the_grade_by_polling(self) -> str:
        # From the newest change that one has seen; here, from when this began.
        since = (self.began - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        path = f"/api/v1/exams/{self.exam}/grades?updated_since={since}"
        rows = [r for r in self.api.rows(path) if r["external_id"] == ROSTER[0]["external_id"]]
        if not rows:
            raise Failed("grades: expected the student's row among the changes, found none")
        expect("a verdict that is missing", False, rows[-1]["is_pending"])
        # The best attempt counts, which may be one of an earlier run.
        if rows[-1]["score"] < self.score:
            raise Failed(f"grade: expected at least {self.score}, found {rows[-1]['score']}")
        return f"{rows[-1]['points']:g} of {rows[-1]['points_possible']:g} points"

    def find_the_same_in_the_list_of_events(self) -> str:
        since = (self.began - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        events = self.api.rows(f"/api/v1/events?course={self.course}&since={since}")
        ids = [event["id"] for event in events]
        expect("the id of the webhook among the events", True, self.message_id in ids)
        return f"{len(events)} events, each under the id of its webhook"

    def tidy_up(self) -> str:
        self.api.want((204,), "DELETE", self.webhook, If_Match="*")
        return "the webhook is deleted"

    STEPS = (
        find_or_make_the_course,
        bring_the_roster,
        set_up_a_webhook,
        find_or_make_the_exam,
        start_an_attempt_for_a_student,
        save_and_check_an_answer,
        submit_code_and_wait_for_its_verdict,
        finish_the_attempt,
        get_the_grade_by_webhook,
        get_the_grade_by_polling,
        find_the_same_in_the_list_of_events,
        tidy_up,
    )

    def run(self) -> bool:
        """Take every step, print what came of it, and tell whether all held."""
        for step in self.STEPS:
            words, started = step.__name__.replace("_", " "), time.monotonic()
            try:
                said, sign = step(self), "ok    "
            except (Failed, OSError, KeyError, TypeError, ValueError) as error:
                said, sign = str(error) if isinstance(error, Failed) else repr(error), "FAILED"
            print(f"{sign} {time.monotonic() - started:6.2f} s  {words}: {said}", flush=True)
            if sign == "FAILED":
                return False
        return True


def main() -> int:
    """Read the arguments, run, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the service is")
    parser.add_argument("--token", default="", help="else it is read from var/demo-token")
    options = parser.parse_args()
    token = options.token
    if not token:
        path = Path(__file__).resolve().parents[2] / "var" / "demo-token"
        if not path.exists():
            print(f"No token: give --token, or let `make run` write {path}.", file=sys.stderr)
            return 1
        token = path.read_text().strip()
    is_good = Platform(Api(options.url, token)).run()
    print("Every step held." if is_good else "It ended at the step that failed.")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
