"""Reading again what was read: nothing is sent until something has changed."""

import time

import pytest

from tests.examcenter.api.flows.conftest import API, sit
from tests.examcenter.making import keys_as_text


@pytest.mark.parametrize("thing", ["attempt", "room"])
def test_that_time_goes_by_is_no_change(campus, cast, final, thing):
    attempt = sit(final, cast.ada, is_finished=False)
    address = (
        f"{API}/attempts/{attempt.pk}" if thing == "attempt" else f"{API}/exams/{final.pk}/room"
    )
    read = campus.get(address)
    time.sleep(0.01)
    again = campus.get(address, HTTP_IF_NONE_MATCH=read["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    # Two answers that differ in the clock are equal in meaning, not byte by byte.
    assert read["ETag"].startswith("W/") and again["ETag"] == read["ETag"]
    keys = keys_as_text(attempt, 2)
    campus.put(f"{API}/attempts/{attempt.pk}/responses/2", {"answers": keys})
    assert campus.get(address, HTTP_IF_NONE_MATCH=read["ETag"]).status_code == 200
