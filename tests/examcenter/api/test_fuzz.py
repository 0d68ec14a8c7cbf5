"""Whatever is sent, our side does not fail and the answer is one that the document knows."""

import json
import string

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examcenter.exams.models import Attempt
from examcenter.exams.services import start_attempt

# Characters that have made services fail: controls, halves of pairs, digits of other scripts.
ODD = st.text(
    st.sampled_from("\x00\x1b\ud800\udfff\u202e٣７½²∞−×/~{}<>&\"'\\%" + string.digits), max_size=30
)
NUMBERS = st.one_of(
    st.integers(),
    st.sampled_from([2**31, 2**53, 2**63, 2**64, 10**400]),
    st.floats(allow_nan=False),
)
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, ODD, st.text(max_size=20))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(ODD, st.text()), inner, max_size=4)
    ),
    max_leaves=12,
)
PARTS = st.sampled_from(["answer", "width", "area", ""])
BODIES = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {},
        optional={
            "answers": st.one_of(
                VALUES, st.dictionaries(st.one_of(PARTS, ODD), st.one_of(ODD, LEAVES), max_size=4)
            ),
            "sequence": st.one_of(NUMBERS, LEAVES),
            "part": st.one_of(PARTS, VALUES),
            "source": st.one_of(ODD, VALUES),
            "username": LEAVES,
            "password": LEAVES,
        },
    ),
)
ROUTES = (
    ("post", "tokens"),
    ("post", "exams/{exam}/attempts"),
    ("put", "attempts/{attempt}/responses/1"),
    ("put", "attempts/{attempt}/responses/2"),
    ("post", "attempts/{attempt}/responses/2/check"),
    ("post", "attempts/{attempt}/responses/2/variants"),
    ("post", "attempts/{attempt}/responses/3/submissions"),
    ("post", "attempts/{attempt}/finish"),
)
PATIENT = settings(
    max_examples=25,
    deadline=None,
    # Examples share the attempt on purpose: what was stored meets what comes next.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def attempt(practice, cast):
    return start_attempt(user=cast.ada, exam_id=practice.pk, now=timezone.now())


def send(client, route, attempt: Attempt, body: bytes):
    method, path = route
    url = "/api/v1/" + path.format(exam=attempt.exam_id, attempt=attempt.pk)
    response = getattr(client, method)(url, body, content_type="application/json")
    assert response.status_code < 500, response.content[:300]
    assert client.get(f"/api/v1/attempts/{attempt.pk}/responses/2").status_code == 200


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: " ".join(route))
@given(body=BODIES)
@PATIENT
def test_no_json_makes_our_side_fail(ada, attempt, route, body):
    send(ada, route, attempt, json.dumps(body).encode())


@pytest.mark.parametrize("route", ROUTES[:3], ids=lambda route: " ".join(route))
@given(body=st.binary(max_size=200))
@PATIENT
def test_no_bytes_make_our_side_fail(ada, attempt, route, body):
    send(ada, route, attempt, body)


@given(name=st.sampled_from(["cursor", "limit", "seed"]), value=st.text(max_size=40))
@PATIENT
def test_no_query_makes_our_side_fail(tess, bank, name, value):
    for path in ("courses", "questions", "questions/two-parts/variants"):
        text = value.encode("utf-8", "replace").decode()
        assert tess.get(f"/api/v1/{path}", {name: text}).status_code < 500
