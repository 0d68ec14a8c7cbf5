"""A question goes back to what it said before: its proof is an old one, its text the newest."""

import pytest

from examcenter.api.serializers.questions import DOCUMENT
from tests.examcenter.api.test_questions import ONE, author, publish, upload

__all__ = ["author", "upload"]

OTHER = DOCUMENT.replace("title: ", "title: Other ")


@pytest.fixture
def changed(author, upload):
    """Return the client after two versions, of which the second says something else."""
    for text in (DOCUMENT, OTHER):
        assert author.get(upload(text, publish=True)["Location"]).json()["state"] == "succeeded"
    return author


def test_the_revision_that_a_job_names_can_be_published(changed, upload):
    job = changed.get(upload(DOCUMENT)["Location"]).json()
    assert (job["result"]["revision"], job["result"]["version"]) == (3, None)
    assert publish(changed, job["result"]["revision"]).json()["number"] == 3


def test_it_is_published_at_once_where_that_is_wished(changed, upload):
    job = changed.get(upload(DOCUMENT, publish=True)["Location"]).json()
    assert (job["state"], job["result"]["version"]) == ("succeeded", 3)
    assert changed.get(f"{ONE}/versions/3").json()["document"] == DOCUMENT
