"""Long work: the row is the outbox, lost workers are noticed, files have signed addresses."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.utils import timezone

from examcenter.api import jobs, tasks
from examcenter.api.models import Job
from examcenter.exams.services import start_attempt
from tests.examcenter.api.documented import DocumentedClient


@pytest.fixture
def asked(tess, practice, cast, django_capture_on_commit_callbacks):
    """Return the job of a file that Tess asked for, and what was published."""
    start_attempt(user=cast.ada, exam_id=practice.pk, now=timezone.now())
    with (
        patch("examcenter.api.jobs.current_app.send_task") as sent,
        django_capture_on_commit_callbacks(execute=True),
    ):
        reply = tess.post(f"/api/v1/exams/{practice.pk}/exports", {"what": "grades"})
    assert reply.status_code == 202
    job = Job.objects.get()
    sent.assert_called_once_with("api.run_job", kwargs={"job_id": str(job.pk)}, queue="maint")
    return job, reply


def test_a_file_is_asked_for_made_and_fetched(tess, asked):
    job, reply = asked
    assert reply["Location"] == f"/api/v1/jobs/{job.pk}"
    waiting = tess.get(reply["Location"])
    assert (waiting.json()["state"], waiting["Retry-After"]) == ("queued", "1")

    tasks.run_job(job_id=str(job.pk))
    done = tess.get(reply["Location"]).json()
    assert (done["state"], done["progress"], done["problem"]) == ("succeeded", 1.0, None)
    file = DocumentedClient().get(done["file"]["url"])
    assert (file.status_code, done["file"]["name"]) == (200, "practice-grades.csv")
    assert file["Content-Disposition"] == 'attachment; filename="practice-grades.csv"'
    assert b"ada" in file.content and done["result"] == {"n_bytes": len(file.content)}


def test_the_address_of_a_file_is_good_for_an_hour_and_for_nothing_else(tess, asked):
    job, reply = asked
    tasks.run_job(job_id=str(job.pk))
    url = tess.get(reply["Location"]).json()["file"]["url"]
    stranger = DocumentedClient()
    assert stranger.get(f"{url}x").status_code == 410
    assert stranger.get(url.partition("?")[0]).status_code == 400
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert stranger.get(url).json()["code"] == "link_over"


def test_a_job_is_there_for_who_asked_only(ada, asked, api, cast):
    assert ada.get(asked[1]["Location"]).status_code == 404


def test_a_job_is_done_once_however_often_it_is_named(asked):
    job, _ = asked
    for _ in range(2):
        tasks.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert (job.runs, job.state) == (1, "succeeded")


def test_who_may_not_any_more_gets_no_file(tess, asked, cast):
    job, reply = asked
    cast.course.enrollments.filter(user=cast.tess).delete()
    tasks.run_job(job_id=str(job.pk))
    failed = tess.get(reply["Location"]).json()
    assert (failed["state"], failed["problem"]["code"]) == ("failed", "exam_not_found")
    assert failed["file"] is None


def test_our_failure_is_tried_again_and_said_in_the_end(tess, asked):
    job, reply = asked
    with (
        patch("examcenter.api.exports.xlsx_file"),
        patch("examcenter.api.exports.open_desk", side_effect=RuntimeError("disk")),
    ):
        for _ in range(5):
            tasks.run_job(job_id=str(job.pk))
    failed = tess.get(reply["Location"]).json()
    assert (failed["state"], failed["problem"]["code"]) == ("failed", "server_error")


def test_the_sweeper_publishes_what_was_lost(asked):
    job, _ = asked
    now = timezone.now()
    with patch("examcenter.api.jobs.current_app.send_task") as sent:
        assert jobs.sweep_jobs(now=now) == 0
        assert jobs.sweep_jobs(now=now + timedelta(seconds=40)) == 1
        # A worker takes it and dies.
        jobs._claim(job.pk, now)
        assert jobs.sweep_jobs(now=now + timedelta(seconds=40)) == 0
        assert jobs.sweep_jobs(now=now + jobs.LEASE + timedelta(seconds=1)) == 1
    assert sent.call_count == 2
    assert jobs._claim(job.pk, now + timedelta(seconds=40)) is None
    late = jobs._claim(job.pk, now + jobs.LEASE + timedelta(seconds=1))
    assert late is not None
    # The first worker was only slow, and has nothing to say any more.
    assert not jobs.JobRun(job, 1).finish(result={})
    assert late.finish(result={})


def test_old_jobs_are_forgotten(asked):
    job, _ = asked
    tasks.run_job(job_id=str(job.pk))
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        tasks.forget()
    assert not Job.objects.exists()
