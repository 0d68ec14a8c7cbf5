"""Publishing: idempotent, all or nothing, and never a change to what is published."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from questions.errors import BankError, QuestionNotFound
from questions.models import Question, QuestionVersion
from questions.selectors import find_published_numbers, get_published, list_questions
from questions.services import publish_bank
from tests.questions.bank_folder import CODE, write_bank, write_small_bank
from tests.questions.engine.documents import DOCUMENT, change

pytestmark = pytest.mark.django_db


def test_it_publishes_every_file_as_version_1(tmp_path):
    report = publish_bank(write_small_bank(tmp_path))
    assert set(report.published) == {"output-size", "first-layer", "write-conv2d"}
    version = get_published("output-size")
    assert (version.number, version.n_variants) == (1, 76)
    assert version.certificate["ok"] is True
    assert version.question.title == "Output size"
    assert version.source_text == DOCUMENT


def test_a_second_run_changes_nothing(tmp_path):
    publish_bank(write_small_bank(tmp_path))
    before = list(QuestionVersion.objects.values_list("pk", "digest"))
    report = publish_bank(tmp_path)
    assert report.published == ()
    assert len(report.unchanged) == 3
    assert list(QuestionVersion.objects.values_list("pk", "digest")) == before


def test_a_changed_document_becomes_the_next_version_and_the_old_one_stays(tmp_path):
    publish_bank(write_bank(tmp_path, output_size=DOCUMENT))
    first = get_published("output-size")
    write_bank(tmp_path, output_size=change(DOCUMENT, ("title: Output size", "title: Sizes")))
    assert publish_bank(tmp_path).published == ("output-size",)
    second = get_published("output-size")
    assert second.number == 2
    assert second.question.title == "Sizes"
    old = QuestionVersion.objects.get(pk=first.pk)
    assert (old.number, old.digest) == (1, first.digest)
    assert "Output size" in old.document


def test_a_comment_is_no_new_version(tmp_path):
    publish_bank(write_bank(tmp_path, output_size=DOCUMENT))
    write_bank(tmp_path, output_size=f"# A remark.\n{DOCUMENT}")
    assert publish_bank(tmp_path).unchanged == ("output-size",)


def test_going_back_to_an_old_text_is_a_new_version(tmp_path):
    other = change(DOCUMENT, ("level: 2", "level: 3"))
    for text in (DOCUMENT, other, DOCUMENT):
        publish_bank(write_bank(tmp_path, output_size=text))
    assert get_published("output-size").number == 3


def test_one_wrong_file_stops_everything_and_all_problems_are_named(tmp_path):
    write_small_bank(tmp_path)
    write_bank(
        tmp_path,
        broken="id: broken\n",
        uncertified=change(
            DOCUMENT, ("id: output-size", "id: uncertified"), ("{{answer}}$", "{{S}}$")
        ),
        misnamed=CODE,
    )
    with pytest.raises(BankError) as caught:
        publish_bank(tmp_path)
    message = str(caught.value)
    assert "broken.yaml:1: title: found nothing, expected this key" in message
    assert "uncertified.yaml: solution: " in message
    assert "misnamed.yaml:1: id: found write-conv2d, expected misnamed" in message
    assert not Question.objects.exists()


def test_an_empty_folder_is_an_error_and_not_an_empty_bank(tmp_path):
    with pytest.raises(BankError, match="found no question file"):
        publish_bank(tmp_path)


def test_files_that_are_no_text_are_named(tmp_path):
    (tmp_path / "bytes.yaml").write_bytes(b"id: x\ntitle: \xff\n")
    (tmp_path / "large.yaml").write_bytes(b"\xc3\xa9" * 50_000)
    with pytest.raises(BankError) as caught:
        publish_bank(tmp_path)
    assert "bytes.yaml:2: found a byte that is no UTF-8" in str(caught.value)
    assert "large.yaml:1: found more than 65536 bytes" in str(caught.value)


def test_line_ends_do_not_change_the_digest(tmp_path):
    publish_bank(write_bank(tmp_path, output_size=DOCUMENT))
    (tmp_path / "output-size.yaml").write_bytes(DOCUMENT.replace("\n", "\r\n").encode())
    assert publish_bank(tmp_path).unchanged == ("output-size",)


def test_a_dry_run_writes_nothing(tmp_path):
    report = publish_bank(write_small_bank(tmp_path), is_dry_run=True)
    assert len(report.published) == 3
    assert not Question.objects.exists()


def test_the_shipped_bank_publishes():
    report = publish_bank()
    assert "conv-output-size" in report.published
    assert find_published_numbers() == dict.fromkeys(report.published, 1)


def test_questions_are_listed_by_topic_and_level(tmp_path):
    publish_bank(write_small_bank(tmp_path))
    assert [question.slug for question in list_questions()] == [
        "first-layer",
        "output-size",
        "write-conv2d",
    ]
    assert [question.slug for question in list_questions(topic="code")] == ["write-conv2d"]
    assert [question.slug for question in list_questions(level=2)] == ["output-size"]
    assert not list_questions(topic="code", level=2)


def test_a_question_that_is_not_published_is_not_found():
    Question.objects.create(slug="draft", title="Draft", topic="code", level=1)
    for slug in ("draft", "unknown", "x" * 500):
        with pytest.raises(QuestionNotFound, match="expected a published one"):
            get_published(slug)


@pytest.mark.parametrize("field", [{"number": 0}, {"n_variants": 0}, {"number": 1}])
def test_the_database_refuses_an_impossible_version(tmp_path, field):
    publish_bank(write_bank(tmp_path, output_size=DOCUMENT))
    version = get_published("output-size")
    values = {
        "question": version.question,
        "number": 2,
        "document": "{}",
        "digest": "0" * 64,
        "source_text": "",
        "certificate": {},
        "certified": b"",
        "n_variants": 1,
        "published_at": timezone.now(),
    }
    QuestionVersion.objects.create(**values).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionVersion.objects.create(**{**values, **field})


def test_a_level_beyond_4_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(slug="x", title="X", topic="code", level=5)
