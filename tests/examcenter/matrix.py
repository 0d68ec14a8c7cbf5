"""Who may call which address: one row a route, which every new route has to add.

A row names what the address is made of, and for GET and POST (for the REST interface PUT, PATCH and
DELETE as well) a policy: what each role gets. A method that a row does not name is refused to
everybody.
A second row for a route, such as for an exam that is a draft, has a note in brackets behind its
name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Outcome(Enum):
    """What a request comes to, as far as permission goes."""

    OK = "let through"
    SIGN_IN = "asked to sign in"
    FORBIDDEN = "403"
    MISSING = "404"
    # By its method or for lack of permission: anything but let through.
    REFUSED = "refused"


OK, SIGN_IN, FORBIDDEN, MISSING, REFUSED = Outcome

# Ada is the student: hers are the attempt and the submission. Ben is her classmate, and the place
# in the rows is his. The others of the last line know nothing of the course.
ROLES = (
    *("anonymous", "student", "classmate", "assistant", "teacher", "owner"),
    *("other_student", "other_teacher", "staff"),
)
Policy = Mapping[str, Outcome]


def policy(others: Outcome, **outcomes: Outcome) -> Policy:
    """Return a policy: what named roles get, and what all others get; nobody unknown is let in."""
    return {role: outcomes.get(role, others) for role in ROLES}


_IN_COURSE = ("student", "classmate", "assistant", "teacher", "owner")


def _course(let_in: tuple[str, ...]) -> Policy:
    """Return a policy for pages of a course: its other people are told, strangers find nothing."""
    known = {role: OK if role in let_in else FORBIDDEN for role in _IN_COURSE}
    return policy(MISSING, anonymous=SIGN_IN, **known)


OPEN = policy(OK)
SIGNED_IN = policy(OK, anonymous=SIGN_IN)
MEMBERS = _course(_IN_COURSE)
STAFF = _course(("assistant", "teacher", "owner"))
TEACHERS = _course(("teacher", "owner"))
OWNERS = _course(("owner",))
# One's own attempt; and for reading, one of a course that one teaches.
OWN = policy(MISSING, anonymous=SIGN_IN, student=OK)
READERS = policy(MISSING, anonymous=SIGN_IN, student=OK, teacher=OK, owner=OK)
# A draft is there for the staff, and for nobody else.
DRAFT = policy(MISSING, anonymous=SIGN_IN, assistant=OK, teacher=OK, owner=OK)
AUTHORS = policy(MISSING, anonymous=SIGN_IN, teacher=OK, owner=OK, other_teacher=OK, staff=OK)
TEACHING = policy(FORBIDDEN, anonymous=SIGN_IN, teacher=OK, owner=OK, other_teacher=OK, staff=OK)
TEACHING_ONLY = policy(FORBIDDEN, anonymous=SIGN_IN, teacher=OK, owner=OK, other_teacher=OK)
NOBODY = policy(REFUSED)


@dataclass(frozen=True)
class Row:
    """One route: what its address is made of, and who gets what."""

    arguments: tuple[str, ...] = ()
    get: Policy = field(default_factory=lambda: NOBODY)
    post: Policy = field(default_factory=lambda: NOBODY)
    put: Policy = field(default_factory=lambda: NOBODY)
    patch: Policy = field(default_factory=lambda: NOBODY)
    delete: Policy = field(default_factory=lambda: NOBODY)
    form: Mapping[str, Any] = field(default_factory=dict)


def both(policy: Policy, *arguments: str) -> Row:
    """Return the row of a page with a form."""
    return Row(arguments, get=policy, post=policy)


def read(policy: Policy, *arguments: str) -> Row:
    """Return the row of a page that is only looked at."""
    return Row(arguments, get=policy)


def send(policy: Policy, *arguments: str) -> Row:
    """Return the row of an address that only takes forms."""
    return Row(arguments, post=policy)


_ANSWER = ("attempt", "number")
# A webhook is its course's; one of the whole site, which names no course, is for staff to make.
_KEEPERS_OF_HOOKS = policy(MISSING, anonymous=SIGN_IN, teacher=OK, owner=OK)
_WEBHOOK_MAKERS = policy(FORBIDDEN, anonymous=SIGN_IN, staff=OK)
# A token of Ada's own; and who looks after the program of the course.
_OWN_TOKEN = policy(MISSING, anonymous=SIGN_IN, student=OK)
_KEEPERS = policy(MISSING, anonymous=SIGN_IN, teacher=OK, owner=OK)
# Teachers look after it, and only staff say what programs may do beyond a course.
_NO_KEEPER = {"teacher": FORBIDDEN, "owner": FORBIDDEN}
_SITE_KEEPERS = policy(MISSING, anonymous=SIGN_IN, staff=OK)
# Whoever has the signed address; without one nobody gets further than being asked for it.
_SIGNED = policy(OK)
_STAFF_ONLY = policy(FORBIDDEN, anonymous=SIGN_IN, staff=OK)
_DRAFT_WRITERS = {**DRAFT, "assistant": FORBIDDEN}
# The student whose attempt it is knows that it is there.
_MARKERS = policy(MISSING, anonymous=SIGN_IN, student=FORBIDDEN, assistant=OK, teacher=OK, owner=OK)
_BONUS_GIVERS = {**_MARKERS, "assistant": FORBIDDEN}
_REOPENERS = {**_BONUS_GIVERS, "assistant": MISSING}
_NO_PERSON = _course(())
_OUTAGE = {"start": "2026-11-22T08:00:00Z", "end": "2026-11-22T08:10:00Z", "reason": "a test"}
MATRIX: dict[str, Row] = {
    "healthz": read(OPEN),
    "readyz": read(OPEN),
    # Courses and their people.
    "courses:home": read(SIGNED_IN),
    "courses:new": both(TEACHING),
    "courses:course": read(MEMBERS, "course"),
    "courses:settings": both(TEACHERS, "course"),
    "courses:archive": send(OWNERS, "course"),
    "courses:copy": both(TEACHERS, "course"),
    "courses:people": read(TEACHERS, "course"),
    "courses:add_people": both(TEACHERS, "course"),
    "courses:apply_people": send(TEACHERS, "course"),
    "courses:export_people": read(TEACHERS, "course"),
    "courses:restore_person": send(
        # Nothing was removed in these sessions.
        {**TEACHERS, "teacher": MISSING, "owner": MISSING},
        "course",
    ),
    "courses:person": both(TEACHERS, "course", "place"),
    "courses:person (of another course)": both(
        {**TEACHERS, "teacher": MISSING, "owner": MISSING}, "course", "other_place"
    ),
    "courses:remove_person": send(TEACHERS, "course", "place"),
    "courses:invite_person": send(TEACHERS, "course", "place"),
    "courses:groups": both(TEACHERS, "course"),
    "courses:group": both(TEACHERS, "course", "group"),
    "courses:delete_group": send(TEACHERS, "course", "group"),
    # Exams and attempts.
    "exams:lesson": read(OPEN),
    "exams:exam": read(MEMBERS, "exam"),
    "exams:exam (a draft)": read(DRAFT, "draft_exam"),
    "exams:start": send(MEMBERS, "exam"),
    # Nobody sits a draft; its staff look at previews.
    "exams:start (a draft)": send(
        {**DRAFT, **dict.fromkeys(("assistant", "teacher", "owner"), FORBIDDEN)}, "draft_exam"
    ),
    "exams:resume": read(OWN, "attempt"),
    "exams:finish": both(OWN, "attempt"),
    "exams:result": read(OWN, "attempt"),
    "exams:question": read(OWN, *_ANSWER),
    "exams:save": send(OWN, *_ANSWER),
    "exams:check": send(OWN, *_ANSWER),
    "exams:renew": send(OWN, *_ANSWER),
    "exams:submit": send(OWN, *_ANSWER),
    "exams:submission": read(OWN, "attempt", "code_number", "submission"),
    # Building an exam.
    "exams:entry": both(MEMBERS, "exam"),
    "exams:new_exam": both(TEACHERS, "course"),
    "exams:import_exam": both(TEACHERS, "course"),
    "exams:preview": read(STAFF, "exam"),
    "exams:copy_exam": both(TEACHERS, "exam"),
    "exams:export_exam": read(TEACHERS, "exam"),
    "exams:build": read(TEACHERS, "exam"),
    "exams:build_rules": both(TEACHERS, "exam"),
    "exams:build_intro": send(TEACHERS, "exam"),
    "exams:build_points": send(TEACHERS, "exam"),
    "exams:build_undo": send(TEACHERS, "exam"),
    "exams:publish": send(TEACHERS, "exam"),
    "exams:delete_exam": both(TEACHERS, "exam"),
    "exams:build_add_section": send(TEACHERS, "exam"),
    "exams:build_section": send(TEACHERS, "exam", "section"),
    "exams:build_add": both(TEACHERS, "exam", "section"),
    "exams:build_add_pool": both(TEACHERS, "exam", "section"),
    "exams:build_move": Row(("exam", "slot"), post=TEACHERS, form={"do": "duplicate"}),
    "exams:build_slot": both(TEACHERS, "exam", "slot"),
    "exams:build_pool": both(TEACHERS, "exam", "slot"),
    "exams:build_sample": read(TEACHERS, "exam", "slug"),
    # Sitting it.
    "exams:presence": send(OWN, "attempt"),
    "exams:flag": send(OWN, *_ANSWER),
    "exams:examples": send(OWN, "attempt", "code_number"),
    "exams:example_run": read(OWN, "attempt", "code_number", "example_run"),
    # The address is its own permission.
    "exams:launch": both(OPEN, "launch"),
    # Watching it, and giving time.
    "exams:room": read(STAFF, "exam"),
    "exams:room_order": send(TEACHERS, "exam"),
    "exams:room_announce": send(TEACHERS, "exam"),
    "exams:room_outage": both(TEACHERS, "exam"),
    "exams:timeline": read(STAFF, "attempt"),
    "exams:accommodations": both(TEACHERS, "exam"),
    "exams:course_accommodations": both(TEACHERS, "course"),
    "exams:change_accommodation": both(TEACHERS, "grant"),
    "exams:revoke_accommodation": both(TEACHERS, "grant"),
    # Results.
    "exams:receipt": read(OWN, "attempt"),
    "exams:receipt_json": read(OWN, "attempt"),
    "exams:course_gradebook": read(STAFF, "course"),
    "exams:audit_log": read(TEACHERS, "course"),
    "exams:gradebook": read(STAFF, "exam"),
    "exams:gradebook_ruling": both(TEACHERS, "exam"),
    "exams:gradebook_release": both(TEACHERS, "exam"),
    "exams:gradebook_export": read(STAFF, "exam", "export", "export_kind"),
    "exams:gradebook_attempt": read(STAFF, "exam", "attempt"),
    "exams:gradebook_response": both(STAFF, "exam", *_ANSWER),
    # Webhooks.
    "webhooks:endpoints": both(TEACHERS, "course"),
    "webhooks:endpoint": both(TEACHERS, "course", "webhook"),
    "webhooks:endpoint (of another course)": both(
        {**TEACHERS, "teacher": MISSING, "owner": MISSING}, "course", "other_webhook"
    ),
    "webhooks:switch": send(TEACHERS, "course", "webhook"),
    "webhooks:rotate": send(TEACHERS, "course", "webhook"),
    "webhooks:test": send(TEACHERS, "course", "webhook"),
    "webhooks:delete": send(TEACHERS, "course", "webhook"),
    "webhooks:delivery": read(TEACHERS, "course", "webhook", "delivery"),
    "webhooks:replay": send(TEACHERS, "course", "webhook", "delivery"),
    # Practice.
    "practice:desk": read(SIGNED_IN),
    "practice:next": send(SIGNED_IN),
    "practice:mistakes": read(SIGNED_IN),
    "practice:sheet": read(OWN, "sheet"),
    "practice:check": send(OWN, "sheet"),
    "practice:again": send(OWN, "sheet"),
    "practice:harder": send(OWN, "sheet"),
    "practice:course": both(TEACHERS, "course"),
    # The workbench.
    "authoring:index": read(AUTHORS),
    "authoring:new": both(AUTHORS),
    "authoring:import": both(AUTHORS),
    "authoring:export_all": read(AUTHORS),
    "authoring:edit": read(AUTHORS, "slug"),
    "authoring:check": send(AUTHORS, "slug"),
    "authoring:save": send(AUTHORS, "slug"),
    "authoring:certificate": read(AUTHORS, "slug"),
    "authoring:start_proof": send(AUTHORS, "draft_slug"),
    "authoring:approve": send(AUTHORS, "draft_slug"),
    "authoring:publish": send(AUTHORS, "draft_slug"),
    "authoring:history": read(AUTHORS, "slug"),
    "authoring:restore": Row(("draft_slug",), post=AUTHORS, form={"key": "r1"}),
    "authoring:duplicate": send(AUTHORS, "slug"),
    "authoring:archive": send(AUTHORS, "slug"),
    "authoring:export": read(AUTHORS, "slug"),
    # One's own account; a link's own secret is its permission.
    "accounts:account": read(SIGNED_IN),
    "accounts:language": send(OPEN),
    "accounts:sign_in": both(OPEN),
    "accounts:sign_out": send(OPEN),
    "accounts:end_sessions": send(SIGNED_IN),
    "accounts:change_password": both(SIGNED_IN),
    "accounts:forgotten": both(OPEN),
    "accounts:new_password": both(OPEN, "uid", "reset_token"),
    "accounts:invitation": both(OPEN, "invitation"),
    "accounts:second_factor": both(SIGNED_IN),
    "accounts:set_up_second_factor": both(SIGNED_IN),
    # Of people of whom everything is the asker's; tests/examcenter/accounts/test_factor_resets.py.
    "accounts:reset_second_factor": both(policy(MISSING, anonymous=SIGN_IN), "person"),
    "accounts:new_recovery_codes": send(SIGNED_IN),
    "accounts:remove_second_factor": send(SIGNED_IN),
    # Programs.
    "integrations:programs": both(TEACHERS, "course"),
    "integrations:token": both(TEACHERS, "course", "program"),
    "integrations:remove": send(TEACHERS, "course", "program"),
    # Owners alone open their course to a program of the whole site.
    "integrations:admit": send(OWNERS, "course", "site_program"),
    "integrations:remove (of the whole site)": send(OWNERS, "course", "site_program"),
    "integrations:revoke": send(TEACHERS, "course", "program", "program_token"),
    # The REST interface.
    "api:oauth_token": send(OPEN),
    "api:tokens": Row(get=SIGNED_IN, post=OPEN),
    "api:token": Row(("own_token",), get=_OWN_TOKEN, delete=_OWN_TOKEN),
    "api:integrations": Row(
        get=SIGNED_IN,
        post=_STAFF_ONLY,
        form={"name": "site", "scopes": ["courses:read"]},
    ),
    "api:exports": send(STAFF, "exam"),
    "api:job": read(_OWN_TOKEN, "job"),
    "api:job_file": Row(("job",), get=_SIGNED),
    "api:integration": Row(
        ("program",), get=_KEEPERS, patch={**_KEEPERS, **_NO_KEEPER}, delete=_KEEPERS
    ),
    "api:integration (of the whole site)": Row(
        ("site_program",), **dict.fromkeys(("get", "patch", "delete"), _SITE_KEEPERS)
    ),
    "api:course_programs": read(TEACHERS, "course"),
    "api:course_program": Row(("course", "site_program"), get=TEACHERS, put=OWNERS, delete=OWNERS),
    "api:course_program (of the course)": Row(
        ("course", "program"),
        **dict.fromkeys(("put", "delete"), {**OWNERS, "owner": MISSING}),
        get={**TEACHERS, "teacher": MISSING, "owner": MISSING},
    ),
    "api:integration_tokens": Row(
        ("program",), get=_KEEPERS, post=_KEEPERS, form={"scopes": ["courses:read"]}
    ),
    "api:current_token": Row(get=SIGNED_IN, delete=SIGNED_IN),
    "api:courses": Row(get=SIGNED_IN, post=TEACHING, form={"title": "New"}),
    "api:course": Row(("course",), get=MEMBERS, patch=TEACHERS),
    "api:course_archive": Row(("course",), put=OWNERS, delete=OWNERS),
    "api:course_copies": send(TEACHERS, "course"),
    "api:enrollments": Row(
        ("course",), get=TEACHERS, put=TEACHERS, form={"mode": "merge", "enrollments": []}
    ),
    "api:enrollment": Row(
        ("course", "place"),
        **dict.fromkeys(("get", "put", "delete"), TEACHERS),
        form={"role": "student"},
    ),
    "api:enrollment (of another course)": Row(
        ("course", "other_place"),
        **dict.fromkeys(
            ("get", "put", "delete"), {**TEACHERS, "teacher": MISSING, "owner": MISSING}
        ),
        form={"role": "student"},
    ),
    "api:groups": Row(("course",), get=TEACHERS, post=TEACHERS, form={"name": "Tuesday"}),
    "api:group": Row(("course", "group"), get=TEACHERS, patch=TEACHERS, delete=TEACHERS),
    "api:group_members": Row(("course", "group"), get=TEACHERS, put=TEACHERS, form={"members": []}),
    "api:events": read(SIGNED_IN),
    "api:event": read(
        policy(MISSING, anonymous=SIGN_IN, teacher=OK, owner=OK),
        "event",
    ),
    "api:webhooks": Row(get=SIGNED_IN, post=_WEBHOOK_MAKERS, form={"url": "https://a.example/"}),
    "api:webhook": Row(
        ("webhook",),
        get=_KEEPERS_OF_HOOKS,
        put=_KEEPERS_OF_HOOKS,
        delete=_KEEPERS_OF_HOOKS,
        form={"url": "https://a.example/"},
    ),
    "api:webhook_secrets": send(_KEEPERS_OF_HOOKS, "webhook"),
    "api:webhook_test": send(_KEEPERS_OF_HOOKS, "webhook"),
    "api:deliveries": read(_KEEPERS_OF_HOOKS, "webhook"),
    "api:delivery": read(_KEEPERS_OF_HOOKS, "webhook", "delivery"),
    "api:delivery_replay": send(_KEEPERS_OF_HOOKS, "webhook", "delivery"),
    "api:questions": read(SIGNED_IN),
    "api:question": read(SIGNED_IN, "slug"),
    "api:question_draft": read(TEACHING, "slug"),
    "api:question_archive": Row(("slug",), put=TEACHING, delete=TEACHING),
    "api:versions": Row(("slug",), get=SIGNED_IN, post=TEACHING, form={"document": "x"}),
    "api:version": read(TEACHING_ONLY, "slug", "number"),
    "api:version_certificate": read(TEACHING_ONLY, "slug", "number"),
    "api:certificate": read(TEACHING_ONLY, "slug"),
    "api:proofs": send(TEACHING, "draft_slug"),
    "api:approval": Row(("draft_slug",), post=TEACHING, form={"revision": 1}),
    "api:publication": Row(("draft_slug",), post=TEACHING, form={"revision": 1}),
    "api:variants": read(TEACHING_ONLY, "slug"),
    "api:variant": read(TEACHING_ONLY, "slug", "number"),
    "api:mark_variant": Row(
        ("slug", "number"), post=TEACHING_ONLY, form={"answers": {"answer": "7"}}
    ),
    # Exams and what is done with them.
    "api:exams": Row(get=SIGNED_IN, post=SIGNED_IN),
    "api:exam": Row(("exam",), get=MEMBERS, patch=TEACHERS, delete=TEACHERS),
    "api:exam (a draft)": Row(
        ("draft_exam",), get=DRAFT, patch=_DRAFT_WRITERS, delete=_DRAFT_WRITERS
    ),
    "api:exam_definition": Row(("exam",), get=TEACHERS, put=TEACHERS),
    "api:exam_checks": read(TEACHERS, "exam"),
    "api:exam_copies": send(TEACHERS, "exam"),
    "api:exam_publish": Row(("exam",), post=TEACHERS, delete=TEACHERS),
    "api:exam_close": send(TEACHERS, "exam"),
    "api:exam_release": Row(("exam",), post=TEACHERS, delete=TEACHERS),
    "api:exam_accommodations": both(TEACHERS, "exam"),
    "api:course_accommodations": both(TEACHERS, "course"),
    "api:accommodation": Row(("grant",), get=TEACHERS, put=TEACHERS, delete=TEACHERS),
    "api:exam_room": read(STAFF, "exam"),
    "api:exam_orders": Row(("exam",), post=TEACHERS, form={"action": "pause", "is_for_all": True}),
    "api:exam_messages": Row(("exam",), post=TEACHERS, form={"text": "Ten minutes left."}),
    "api:exam_outages": Row(("exam",), get=TEACHERS, post=TEACHERS, form=_OUTAGE),
    "api:exam_attempts": both(MEMBERS, "exam"),
    # A program of the course alone opens exams for others.
    "api:exam_launches": Row(("exam",), post=_NO_PERSON, form={"student": {"username": "ada"}}),
    "api:grades": read(TEACHERS, "exam"),
    "api:grades_csv": read(TEACHERS, "exam"),
    "api:grades_ndjson": read(TEACHERS, "exam"),
    "api:grade": read(TEACHERS, "exam", "student_name"),
    "api:course_grades": read(TEACHERS, "course"),
    "api:course_grades_csv": read(TEACHERS, "course"),
    "api:course_grades_ndjson": read(TEACHERS, "course"),
    "api:statistics": read(TEACHERS, "exam"),
    "api:regrades": Row(
        ("exam",),
        get=TEACHERS,
        post=TEACHERS,
        form={"question": 1, "ruling": "full", "reason": "a test"},
    ),
    "api:attempts": read(SIGNED_IN),
    "api:attempt": read(READERS, "attempt"),
    "api:finish": send(OWN, "attempt"),
    "api:reopen": send(_REOPENERS, "attempt"),
    "api:bonus": Row(("attempt",), get=_BONUS_GIVERS, put=_BONUS_GIVERS),
    "api:receipt": read(READERS, "attempt"),
    "api:attempt_submissions": read(READERS, "attempt"),
    "api:responses": read(READERS, "attempt"),
    "api:response": Row(_ANSWER, get=READERS, put=OWN, form={"answers": {"answer": "7"}}),
    "api:check": send(OWN, *_ANSWER),
    "api:response_variants": send(OWN, *_ANSWER),
    "api:response_submissions": Row(
        ("attempt", "code_number"),
        get=READERS,
        post=OWN,
        form={"part": "answer", "source": "x = 1"},
    ),
    "api:adjustment": Row(_ANSWER, get=_MARKERS, put=_MARKERS, delete=_MARKERS),
    "api:comment": Row(_ANSWER, put=_MARKERS, form={"comment": "Well seen."}),
    "api:submission": read(READERS, "submission"),
    "api:schema": read(OPEN),
    "api:docs": read(OPEN),
}
