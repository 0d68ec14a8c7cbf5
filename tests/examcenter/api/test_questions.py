"""Questions over the interface: uploaded, proved, published, and marked without an attempt."""

import json

import pytest
from django.utils import timezone

from examcenter.api import jobs
from examcenter.api.models import Job
from examcenter.api.serializers.questions import DOCUMENT
from examcenter.authoring.models import CertificateRun, Draft
from examcenter.authoring.proving import ProofStopped
from examcenter.authoring.services import proofs
from examcenter.authoring.services.drafts import save_text
from examcenter.courses.roles import Role
from questions.engine.document import load_question
from questions.models import QuestionVersion
from questions.proof import prove
from questions.services import get_variant, keys_of
from tests.examcenter.making import enroll, make_exam, make_user

URL = "/api/v1/questions"
ONE = f"{URL}/one-more"


@pytest.fixture
def author(tess, bank, monkeypatch):
    """Return a teacher's client in a service that proves at once, and in this process."""

    def prove_here(text, _, on_progress):
        return prove(load_question(text, filename="document"), on_progress=on_progress)

    monkeypatch.setattr(proofs, "prove_text", prove_here)
    monkeypatch.setattr(jobs, "_publish", lambda job_id: jobs.run_job(job_id, now=timezone.now()))
    return tess


@pytest.fixture
def upload(author, django_capture_on_commit_callbacks):
    """Return a way to send a document and have the worker done with it."""

    def send(text=DOCUMENT, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return author.post(f"{ONE}/versions", {"document": text, **more})

    return send


def publish(client, revision=1):
    return client.post(f"{ONE}/publication", {"revision": revision})


def test_a_question_is_uploaded_proved_and_published(author, upload):
    sent = upload()
    assert (sent.status_code, sent["Retry-After"]) == (202, "1")
    job = author.get(sent["Location"]).json()
    assert (job["kind"], job["state"], job["progress"]) == ("question-proof", "succeeded", 1.0)
    assert job["result"] == {
        "question": "one-more",
        "revision": 1,
        "n_variants": 38,
        "version": None,
    }
    made = publish(author, job["result"]["revision"])
    assert (made.status_code, made.json()["number"]) == (201, 1)
    read = author.get(made["Location"]).json()
    assert (read["document"], read["origin"]) == (DOCUMENT, "workbench")
    assert author.get(f"{made['Location']}/certificate").json()["ok"] is True
    assert author.get(ONE).json()["kinds"] == ["integer"]
    assert author.get(f"{ONE}/versions").json()["results"] == [made.json()]


def test_an_upload_is_published_at_once_where_that_is_wished(author, upload):
    sent = upload(publish=True)
    assert author.get(sent["Location"]).json()["result"]["version"] == 1
    assert author.get(ONE).json()["version"] == 1


def test_a_job_that_is_done_twice_publishes_once(author, upload):
    job = author.get(upload(publish=True)["Location"]).json()
    Job.objects.filter(pk=job["id"]).update(state=Job.State.QUEUED)
    jobs.run_job(Job.objects.get().pk, now=timezone.now())
    again = author.get(f"/api/v1/jobs/{job['id']}").json()
    assert (again["state"], again["result"]) == ("succeeded", job["result"])
    assert QuestionVersion.objects.filter(question__slug="one-more").count() == 1


def test_a_proof_that_does_not_finish_says_nothing_against_the_question(
    author, upload, monkeypatch
):
    def stop(text, _, on_progress):
        raise ProofStopped("The proof took more than 60 seconds. Make the domain smaller.")

    monkeypatch.setattr(proofs, "prove_text", stop)
    job = author.get(upload()["Location"]).json()
    assert (job["state"], job["problem"]["code"]) == ("failed", "proof_broken")
    assert author.get(f"{ONE}/draft").json()["proof"]["state"] == "broken"


def test_the_same_document_again_makes_no_new_version(author, upload):
    upload()
    publish(author)
    again = upload(DOCUMENT + "# a comment\n")
    assert (again.status_code, again.json()["number"]) == (200, 1)
    assert QuestionVersion.objects.filter(question__slug="one-more").count() == 1


def test_a_document_is_taken_as_it_is_written(author, upload):
    sent = author.post(f"{ONE}/versions", DOCUMENT.encode(), content_type="application/yaml")
    assert sent.status_code == 202
    assert author.get(f"{ONE}/draft").json()["document"] == DOCUMENT


def test_problems_are_told_with_their_lines_and_nothing_is_kept(author, upload):
    refused = upload(DOCUMENT.replace("level: 1", "level: 9").replace("n + 1", "m + 1"))
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (400, "document_refused")
    assert {(error["pointer"], error["line"]) for error in problem["errors"]} == {
        ("/document", 4),
        ("/document", 10),
    }
    assert not Draft.objects.filter(slug="one-more").exists()


@pytest.mark.parametrize(
    ("slug", "body", "kind", "status", "code"),
    [
        ("other", DOCUMENT.encode(), "application/yaml", 400, "document_refused"),
        ("one-more", b"\xff", "application/yaml", 400, "not_utf8"),
        ("one-more", b"a: [", "application/yaml", 400, "document_refused"),
        ("one-more", b"", "application/yaml", 400, "invalid_request"),
        ("one-more", b"x" * 2_000_000, "application/yaml", 413, "body_too_large"),
        ("one-more", b"<x/>", "text/xml", 415, "unsupported_media_type"),
        ("A_B", DOCUMENT.encode(), "application/yaml", 400, "bad_slug"),
    ],
)
def test_what_is_no_question_is_refused(author, upload, slug, body, kind, status, code):
    refused = author.post(f"{URL}/{slug}/versions", body, content_type=kind)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_an_upload_over_somebody_elses_text_is_refused_when_it_says_what_it_changed(
    author, upload, cast
):
    upload()
    theirs = DOCUMENT.replace("One more", "Theirs")
    save_text(
        slug="one-more",
        text=theirs,
        based_on=1,
        user=cast.ada,
        now=Draft.objects.get(slug="one-more").created_at,
    )
    mine = DOCUMENT.replace("One more", "Mine")
    refused = upload(mine, based_on=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "text_outdated")
    assert upload(mine, based_on=2).status_code == 202
    assert author.get(f"{ONE}/draft").json()["revision"] == 3


def test_a_question_that_is_not_sound_is_not_published(author, upload):
    # A mistake that is said to be separated gives the key on every variant.
    unsound = (
        DOCUMENT.replace(
            "solution:", "misconceptions:\n  - {use: forgot-plus-one, separated: true}\nsolution:"
        )
        .replace('"n + 1"', '"n + 0 * conv_output_size(n, 1)"')
        .replace("+ 1 =", "=")
    )
    sent = upload(unsound)
    assert sent.status_code == 202
    job = author.get(sent["Location"]).json()
    assert (job["state"], job["problem"]["code"]) == ("failed", "certificate_failed")
    proof = author.get(f"{ONE}/draft").json()["proof"]
    assert (proof["state"], len(proof["problems"]) > 0) == ("failed", True)
    assert publish(author).json()["code"] == "not_certified"


def test_publishing_twice_or_unread_is_refused(author, upload, django_capture_on_commit_callbacks):
    upload()
    assert publish(author, 7).json()["code"] == "text_outdated"
    assert publish(author).status_code == 201
    assert publish(author).json()["code"] == "nothing_new"
    CertificateRun.objects.all().delete()
    save_text(
        slug="one-more",
        text=DOCUMENT.replace("40]", "41]"),
        based_on=1,
        user=Draft.objects.get(slug="one-more").newest.saved_by,
        now=Draft.objects.get(slug="one-more").created_at,
    )
    refused = publish(author, 2)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_certified")
    with django_capture_on_commit_callbacks(execute=True):
        assert author.post(f"{ONE}/proofs", {}).status_code == 202
    assert publish(author, 2).json()["number"] == 2


def test_where_texts_are_reviewed_another_person_approves(author, upload, api, cast, settings):
    settings.AUTHORING_NEEDS_REVIEW = True
    upload()
    assert publish(author).json()["code"] == "not_reviewed"
    assert author.post(f"{ONE}/approval", {"revision": 1}).json()["code"] == "own_review"
    other = make_user("other")
    enroll(cast.course, other, Role.TEACHER)
    approved = api(other).post(f"{ONE}/approval", {"revision": 1})
    assert approved.json()["approved_by"] == "other"
    assert publish(author).status_code == 201


def test_authors_below_a_level_are_told_whom_to_ask(author, upload, settings):
    settings.AUTHORING_TEACHER_LEVEL = "author"
    upload()
    for answer in (publish(author), author.put(f"{ONE}/archive", {}), upload(publish=True)):
        assert (answer.status_code, answer.json()["code"]) == (403, "authoring_level")


def test_drafts_are_found_by_where_they_stand(author, upload):
    upload()

    def slugs(**query):
        return [row["slug"] for row in author.get(URL, query).json()["results"]]

    assert slugs(state="draft") == ["one-more"]
    assert "one-more" not in slugs()
    publish(author)
    assert slugs(state="draft") == slugs(state="changed") == []
    assert slugs(search="one more number") == ["one-more"]
    upload(DOCUMENT.replace("40]", "41]"))
    assert slugs(state="changed") == ["one-more"]
    assert author.put(f"{ONE}/archive", {}).status_code == 204
    assert slugs(state="archived") == ["one-more"]
    assert "one-more" not in slugs()
    assert author.delete(f"{ONE}/archive").status_code == 204
    assert "one-more" in slugs()


def test_questions_are_found_by_what_they_are(tess, cast, bank):
    make_exam(cast.course, "first", ["two-parts"])

    def slugs(**query):
        return [row["slug"] for row in tess.get(URL, query).json()["results"]]

    assert slugs() == ["code-task", "one-side", "two-parts"]
    assert slugs(kind="code") == ["code-task"]
    assert slugs(course=str(cast.course.pk)) == ["two-parts"]
    (question,) = [row for row in tess.get(URL).json()["results"] if row["slug"] == "one-side"]
    assert "one-side" in slugs(topic=question["topic"], level=question["level"])
    assert tess.get(URL, {"topic": "cooking"}).status_code == 400


def test_a_student_finds_no_draft_and_nothing_by_words_of_a_key(ada, tess, bank):
    for state in ("draft", "changed", "failing"):
        assert ada.get(URL, {"state": state}).json()["code"] == "not_permitted"
    # A word that only the document holds.
    assert tess.get(URL, {"search": "conv_output_size"}).json()["results"] != []
    assert ada.get(URL, {"search": "conv_output_size"}).json()["results"] == []


def test_students_and_assistants_see_no_document_key_or_mark(api, cast, bank):
    anna = make_user("anna")
    enroll(cast.course, anna, Role.ASSISTANT)
    one = f"{URL}/one-side"
    paths = ("draft", "versions/1", "versions/1/certificate", "variants", "variants/0")
    for user in (cast.ada, anna, cast.carol):
        client = api(user)
        for path in paths:
            assert client.get(f"{one}/{path}").status_code == 403, path
        asked = client.post(f"{one}/variants/0/mark", {"answers": {"answer": "7"}})
        assert asked.status_code == 403


def version_of(slug):
    return QuestionVersion.objects.get(question__slug=slug).pk


def test_a_variant_is_read_by_its_index_and_by_its_parameters(tess, bank):
    one = f"{URL}/one-side/variants"
    variant = tess.get(f"{one}/3").json()
    assert (variant["index"], variant["opened"]) == (3, None)
    found = tess.get(one, {"params": json.dumps(variant["params"])}).json()["results"]
    assert found == [variant]
    assert tess.get(f"{one}/999999").json()["code"] == "question_not_found"
    assert tess.get(f"{one}/3", {"version": 2}).json()["code"] == "question_not_found"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ("7", "invalid_request"),
        ("[" * 3000, "invalid_request"),
        ("{}", "not_a_variant"),
        ('{"W": [1]}', "not_a_variant"),
    ],
)
def test_parameters_that_are_no_variant_are_refused(tess, bank, params, code):
    refused = tess.get(f"{URL}/one-side/variants", {"params": params})
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert refused.json()["errors"][0]["pointer"] == "/params"


def test_a_teacher_opens_a_variant(tess, bank):
    variant = tess.get(f"{URL}/two-parts/variants/0", {"with_answers": "true"}).json()
    keys = keys_of(version_id=version_of("two-parts"), index=0)
    assert [part["name"] for part in variant["opened"]] == list(keys)
    assert variant["opened"][0]["answer"] == str(keys["width"])
    assert all(part["solution"] for part in variant["opened"])


def test_answers_are_marked_without_an_attempt(tess, bank):
    pk = version_of("two-parts")
    keys = keys_of(version_id=pk, index=0)
    url = f"{URL}/two-parts/variants/0/mark"
    right = tess.post(url, {"answers": {name: _typed(key) for name, key in keys.items()}}).json()
    assert (right["score"], [part["score"] for part in right["parts"]]) == (1.0, [1.0, 1.0])
    some = tess.post(url, {"answers": {"width": "many"}}).json()
    assert (some["score"], some["parts"][0]["score"]) == (None, None)
    assert some["parts"][0]["code"]
    wrong = tess.post(url, {"answers": {"width": str(int(keys["width"]) + 1)}}).json()
    assert wrong["score"] == 0
    assert get_variant(version_id=pk, index=0).parts[0].points == wrong["parts"][0]["points"]


def _typed(key):
    return " x ".join(map(str, key)) if isinstance(key, list) else str(key)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "invalid_request"),
        ({"answers": {"nonsense": "1"}}, 400, "invalid_request"),
        ({"answers": {"width": 7}}, 200, None),
        ({"answers": {"width": {}}}, 400, "invalid_request"),
    ],
)
def test_what_cannot_be_marked_is_refused(tess, bank, body, status, code):
    answer = tess.post(f"{URL}/two-parts/variants/0/mark", body)
    assert (answer.status_code, answer.json().get("code")) == (status, code)


def test_code_is_marked_by_the_grader_and_not_here(tess, bank):
    url = f"{URL}/code-task/variants/0/mark"
    (part,) = tess.post(url, {"answers": {"answer": "x = 1"}}).json()["parts"]
    assert (part["score"], part["code"]) == (None, "not_comparable")
