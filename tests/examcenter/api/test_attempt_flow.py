"""An attempt from start to result over REST, as a program of a student does it."""

from examcenter.exams.models import Attempt
from grader.models import Submission
from tests.examcenter.making import GOOD_SOURCE, current, grade, keys_as_text, wrong_answers


def start(client, exam):
    response = client.post(f"/api/v1/exams/{exam.pk}/attempts")
    assert response.status_code in (200, 201), response.content
    return response


def test_a_student_starts_answers_submits_and_finishes(ada, practice):
    started = start(ada, practice)
    assert started.status_code == 201
    attempt_url = started["Location"]
    attempt = Attempt.objects.get()
    assert attempt_url == f"/api/v1/attempts/{attempt.pk}"
    assert [row["state"] for row in started.json()["responses"]] == ["new", "new", "new"]

    question = ada.get(f"{attempt_url}/responses/1").json()
    assert question["parts"][0]["name"] == "answer"
    assert question["is_open"] and question["may_check"] and question["may_renew"]
    assert "<math" in question["prompt_html"]

    wrong = wrong_answers(attempt, 1)
    saved = ada.put(f"{attempt_url}/responses/1", {"answers": wrong, "sequence": 1})
    assert saved.status_code == 200
    assert saved.json()["sequence"] == 1
    assert ada.get(f"{attempt_url}/responses/1").json()["parts"][0]["draft"] == wrong["answer"]

    checked = ada.post(f"{attempt_url}/responses/1/check", {}).json()
    assert checked["parts"]["answer"]["state"] == "wrong"
    assert checked["score"] == 0.0

    renewed = ada.post(f"{attempt_url}/responses/1/variants")
    assert renewed.status_code == 201
    assert renewed.json()["round"] == 1
    assert renewed.json()["prompt"] != question["prompt"]

    right = keys_as_text(attempt, 1)
    checked = ada.post(f"{attempt_url}/responses/1/check", {"answers": right}).json()
    assert checked["parts"]["answer"]["state"] == "right"
    assert checked["score"] == 1.0

    sent = ada.post(
        f"{attempt_url}/responses/3/submissions", {"part": "answer", "source": GOOD_SOURCE}
    )
    assert sent.status_code == 202
    assert sent.json()["state"] == "queued"
    submission = Submission.objects.get()
    assert sent["Location"] == f"/api/v1/submissions/{submission.pk}"
    assert ada.get(attempt_url).json()["is_pending"] is True

    finished = ada.post(f"{attempt_url}/finish")
    assert finished.status_code == 200
    assert finished.json()["finish_reason"] == "student"
    assert finished.json()["is_pending"] is True

    grade(submission.pk, score=1.0)
    verdict = ada.get(sent["Location"]).json()
    assert (verdict["is_final"], verdict["verdict"], verdict["score"]) == (True, "accepted", 1.0)
    result = ada.get(attempt_url).json()
    assert result["is_pending"] is False
    assert result["score"] == 4 / 6
    assert [row["state"] for row in result["responses"]] == ["right", "new", "right"]


def test_starting_again_returns_the_open_attempt(ada, practice):
    first = start(ada, practice)
    again = start(ada, practice)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again["Location"] == first["Location"]


def test_put_is_idempotent(ada, practice):
    url = f"{start(ada, practice)['Location']}/responses/1"
    first = ada.put(url, {"answers": {"answer": "7"}, "sequence": 3})
    again = ada.put(url, {"answers": {"answer": "7"}, "sequence": 3})

    assert first.json() == again.json()


def test_while_feedback_waits_nothing_tells_what_is_right(ada, timed):
    url = start(ada, timed)["Location"]
    attempt = Attempt.objects.get()
    checked = ada.post(f"{url}/responses/1/check", {"answers": keys_as_text(attempt, 1)}).json()
    assert checked["parts"]["answer"]["state"] == "saved"
    assert checked["score"] is None

    sent = ada.post(f"{url}/responses/3/submissions", {"part": "answer", "source": GOOD_SOURCE})
    grade(Submission.objects.get().pk, score=1.0)
    kept_back = ada.get(sent["Location"]).json()
    assert (kept_back["is_final"], kept_back["verdict"], kept_back["score"]) == (True, "", None)
    listed = ada.get(f"{url}/responses/3/submissions").json()["results"]
    assert (listed[0]["verdict"], listed[0]["score"]) == ("", None)
    running = ada.get(url).json()
    assert running["score"] is None
    assert {row["score"] for row in running["responses"]} == {None}
    assert running["responses"][2]["state"] == "saved"

    ada.post(f"{url}/finish")
    assert ada.get(sent["Location"]).json()["verdict"] == "accepted"
    assert ada.get(f"{url}/responses/1").json()["parts"][0]["feedback"]["state"] == "right"
    assert ada.get(url).json()["score"] == 4 / 6


def test_the_list_of_attempts_is_ones_own_and_a_teachers_is_everybodys(
    ada, tess, api, cast, practice
):
    start(ada, practice)
    start(api(cast.ben), practice)
    url = f"/api/v1/exams/{practice.pk}/attempts"

    assert [row["user"] for row in ada.get(url).json()["results"]] == [str(cast.ada.public_id)]
    assert len(tess.get(url).json()["results"]) == 2


def test_grades_have_a_row_for_every_student(ada, tess, cast, timed):
    url = start(ada, timed)["Location"]
    attempt = Attempt.objects.get()
    ada.put(f"{url}/responses/1", {"answers": keys_as_text(attempt, 1)})
    ada.post(f"{url}/finish")

    rows = {
        row["username"]: row
        for row in tess.get(f"/api/v1/exams/{timed.pk}/grades").json()["results"]
    }
    assert set(rows) == {"ada", "ben"}
    assert rows["ada"]["score"] == 1 / 6
    assert rows["ada"]["attempt_id"] == str(attempt.pk)
    assert (rows["ben"]["score"], rows["ben"]["n_attempts"]) == (None, 0)


def test_a_teacher_reads_an_attempt_and_cannot_answer_in_it(ada, tess, practice):
    url = start(ada, practice)["Location"]

    assert tess.get(url).status_code == 200
    assert tess.get(f"{url}/responses/1").status_code == 200
    for method, path, body in (
        ("put", "/responses/1", {"answers": {"answer": "7"}}),
        ("post", "/responses/1/check", {}),
        ("post", "/responses/1/variants", {}),
        ("post", "/responses/3/submissions", {"part": "answer", "source": GOOD_SOURCE}),
        ("post", "/finish", {}),
    ):
        assert getattr(tess, method)(url + path, body).status_code == 404, path
    assert current(Attempt.objects.get(), 1).draft == {}


def test_the_part_may_be_left_out_where_only_one_takes_code(ada, practice):
    attempt_url = start(ada, practice)["Location"]

    submitted = ada.post(f"{attempt_url}/responses/3/submissions", {"source": GOOD_SOURCE})
    refused = ada.post(f"{attempt_url}/responses/1/submissions", {"source": GOOD_SOURCE})

    assert submitted.status_code == 202
    assert ada.get(f"{attempt_url}/responses/3/submissions").json()["results"][0]["part"] == (
        "answer"
    )
    assert (refused.status_code, refused.json()["code"]) == (400, "not_a_code_part")
