"""Files over REST: whoever asks for the format that an operation answers with gets it."""

import pytest

from examcenter.api import tasks
from tests.examcenter.api.flows.conftest import API


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
@pytest.mark.parametrize(
    "accept",
    ["own", "text/*, application/*", "*/*", "application/json", "", "text/plain, */*;q=0.1"],
)
def test_a_file_of_grades_is_sent_to_who_takes_it(tess, cast, final, kind, accept):
    own = {"csv": "text/csv", "ndjson": "application/x-ndjson"}[kind]
    for owner in (f"exams/{final.pk}", f"courses/{cast.course.pk}"):
        address = f"{API}/{owner}/grades.{kind}"
        sent = tess.get(address, HTTP_ACCEPT=own if accept == "own" else accept)
        assert (sent.status_code, sent["Content-Type"].split(";")[0]) == (200, own)
    refused = tess.get(address, HTTP_ACCEPT="image/png")
    assert (refused.status_code, refused.json()["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize("accept", ["text/csv", "application/octet-stream", "*/*"])
def test_the_file_of_a_job_is_sent_whatever_is_taken(tess, final, api, accept):
    asked = tess.post(f"{API}/exams/{final.pk}/exports", {"what": "grades", "format": "csv"})
    tasks.run_job(job_id=asked.json()["id"])
    file = tess.get(asked["Location"]).json()["file"]
    sent = api(None).get(file["url"], HTTP_ACCEPT=accept)

    assert sent.status_code == 200 and sent.content.startswith(b"Name,")
