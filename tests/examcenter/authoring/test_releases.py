"""Proofs in the background, publishing only what is proved, and putting questions away."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from examcenter.authoring.errors import (
    NotCertified,
    NothingNew,
    NotReadable,
    QueueAway,
    TextOutdated,
)
from examcenter.authoring.models import CertificateRun, Release
from examcenter.authoring.proving import Bounds, ProofStopped, prove_text
from examcenter.authoring.services import proofs
from examcenter.authoring.services.drafts import save_text
from examcenter.authoring.services.proofs import find_run
from examcenter.authoring.services.releases import publish_text, set_archived
from questions.engine.document import load_question
from questions.errors import BankError
from questions.models import Question, QuestionVersion
from questions.proof import prove as prove_question
from questions.publishing import Manuscript, publish_bank, publish_manuscript
from questions.selectors import list_questions
from tests.examcenter.authoring.desks import SLUG, newest, prove, publish

pytestmark = pytest.mark.django_db
State = CertificateRun.State
BOUNDS = Bounds(memory_bytes=2 << 30, time_s=60)


def _order(seat):
    return proofs.order_proof(slug=SLUG, user=seat.user, now=timezone.now())


def _save(seat, text, based_on):
    return save_text(slug=SLUG, text=text, based_on=based_on, user=seat.user, now=timezone.now())


def _failing(text):
    return text.replace('accepts: ["4", "4 px"]', 'accepts: ["5"]').replace(
        'rejects: ["5"]\n', "\n"
    )


def test_a_proof_says_how_far_it_is_and_keeps_what_a_version_needs(seat, draft, messages):
    run = _order(seat)
    assert messages == [run]
    proofs.run_proof(run.pk)
    run.refresh_from_db()
    assert (run.state, run.is_good, run.n_variants) == (State.DONE, True, 357)
    assert (run.n_done, run.n_total) == (684, 684)
    assert run.certificate["spread"]["parts"][0]["n_distinct"] == 62


def test_a_run_that_waits_or_is_good_is_not_doubled(seat, draft, messages):
    first = _order(seat)
    assert _order(seat) == first
    proofs.run_proof(first.pk)
    assert _order(seat) == first
    assert len(messages) == 1


def test_a_message_that_comes_twice_proves_once(seat, draft):
    run = _order(seat)
    proofs.run_proof(run.pk)
    CertificateRun.objects.filter(pk=run.pk).update(n_variants=1)
    proofs.run_proof(run.pk)
    assert CertificateRun.objects.get(pk=run.pk).n_variants == 1


def test_a_run_whose_worker_was_killed_is_taken_over(seat, draft):
    run = _order(seat)
    CertificateRun.objects.filter(pk=run.pk).update(
        state=State.RUNNING, told_at=timezone.now() - timedelta(minutes=10)
    )
    proofs.run_proof(run.pk)
    run.refresh_from_db()
    assert run.state == State.DONE


def test_a_lost_message_is_sent_again_by_who_looks(seat, draft, messages):
    run = _order(seat)
    now = timezone.now()
    proofs.call_again(run, now)
    assert len(messages) == 1
    proofs.call_again(run, now + timedelta(minutes=1))
    proofs.call_again(run, now + timedelta(minutes=1))
    assert len(messages) == 2


def test_a_broker_that_is_away_is_said_and_the_run_can_be_ordered_again(seat, draft, monkeypatch):
    monkeypatch.undo()
    with pytest.raises(QueueAway):
        _order(seat)
    assert CertificateRun.objects.get().state == State.BROKEN
    monkeypatch.setattr(proofs, "call_worker", lambda run: None)
    assert _order(seat).state == State.QUEUED


def test_a_process_of_its_own_gives_the_same_proof(text):
    told = []
    proof = prove_text(text, BOUNDS, lambda *tell: told.append(tell))
    here = prove_question(load_question(text, filename="x"))
    assert (proof.certified, proof.n_variants) == (here.certified, here.n_variants)
    assert {**proof.certificate, "seconds": 0} == {**here.certificate, "seconds": 0}
    assert told[-1] == (684, 684)


def test_a_proof_is_stopped_at_its_time(text):
    wide = text.replace("range: [8, 64]", "range: [8, 300000]")
    with pytest.raises(ProofStopped, match="more than 1 seconds"):
        prove_text(wide, Bounds(memory_bytes=2 << 30, time_s=1), lambda done, total: None)


def test_a_proof_is_stopped_at_its_memory(text):
    wide = text.replace("range: [8, 64]", "range: [8, 300000]")
    with pytest.raises(ProofStopped, match="MB of memory|ended with code"):
        prove_text(wide, Bounds(memory_bytes=230 << 20, time_s=60), lambda done, total: None)


def test_the_process_of_a_proof_gets_no_secret(monkeypatch):
    from examcenter.authoring.proving import _clean_environment

    monkeypatch.setenv("EXAMCENTER_SECRET_KEY", "hidden")
    assert not [name for name in _clean_environment() if name.startswith("EXAMCENTER")]


def test_old_proofs_are_forgotten_and_versions_keep_theirs(seat, draft, text):
    version = publish(seat)
    for number in range(1, 8):
        _save(seat, text.replace("[8, 64]", f"[8, {40 + number}]"), number)
        assert prove(seat).is_good
    assert CertificateRun.objects.count() == 5
    version.refresh_from_db()
    assert version.certificate["ok"]
    assert find_run(newest().document_digest).is_good


def test_a_stopped_proof_is_our_failure_and_no_verdict(seat, draft, monkeypatch):
    def stop(*_):
        raise ProofStopped("The proof took more than 60 seconds.")

    monkeypatch.setattr(proofs, "prove_text", stop)
    run = prove(seat)
    assert (run.state, run.is_good) == (State.BROKEN, None)
    with pytest.raises(NotCertified):
        publish_text(slug=SLUG, revision=1, seat=seat)


def test_only_a_certified_text_is_published(seat, draft, text):
    with pytest.raises(NotCertified):
        publish_text(slug=SLUG, revision=1, seat=seat)
    _save(seat, _failing(text), 1)
    run = prove(seat)
    assert run.is_good is False
    assert "'5' is rejected" in run.problems[0]
    with pytest.raises(NotCertified):
        publish_text(slug=SLUG, revision=2, seat=seat)
    assert not Question.objects.exists()


def test_the_proof_of_another_text_does_not_count(seat, draft, text):
    prove(seat)
    _save(seat, text.replace("[8, 64]", "[8, 32]"), 1)
    with pytest.raises(NotCertified):
        publish_text(slug=SLUG, revision=2, seat=seat)


def test_the_proof_of_another_release_does_not_count(seat, draft, settings):
    prove(seat)
    settings.VERSION = "99.0"
    with pytest.raises(NotCertified):
        publish_text(slug=SLUG, revision=1, seat=seat)


def test_what_is_published_is_what_was_looked_at(seat, draft, text):
    prove(seat)
    _save(seat, text + "# later\n", 1)
    with pytest.raises(TextOutdated):
        publish_text(slug=SLUG, revision=1, seat=seat)


def test_a_text_with_problems_is_neither_proved_nor_published(seat, draft):
    _save(seat, "id: x\n", 1)
    with pytest.raises(NotReadable):
        _order(seat)
    with pytest.raises(NotReadable):
        publish_text(slug=SLUG, revision=2, seat=seat)


def test_a_version_knows_its_author_and_its_origin(cast, seat, draft, text):
    version = publish(seat)
    assert (version.number, version.origin) == (1, QuestionVersion.Origin.WORKBENCH)
    assert (version.source_text, version.n_variants) == (text, 357)
    assert Release.objects.get(version=version).published_by == cast.tess


def test_comments_make_no_new_version(seat, draft, text):
    publish(seat)
    _save(seat, "# a remark\n" + text, 1)
    with pytest.raises(NothingNew, match="version 1"):
        publish_text(slug=SLUG, revision=2, seat=seat)


def test_an_archived_question_is_not_offered_and_comes_back(seat, draft):
    publish(seat)
    now = timezone.now()
    set_archived(slug=SLUG, is_archived=True, seat=seat, now=now)
    assert SLUG not in [question.slug for question in list_questions()]
    set_archived(slug=SLUG, is_archived=False, seat=seat, now=now)
    assert SLUG in [question.slug for question in list_questions()]


def test_attempts_at_an_archived_question_keep_working(cast, seat, draft):
    from examcenter.exams.services import start_attempt
    from tests.examcenter.authoring.desks import browser_of
    from tests.examcenter.making import make_exam

    publish(seat)
    exam = make_exam(cast.course, "quiz", [SLUG])
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=timezone.now())
    set_archived(slug=SLUG, is_archived=True, seat=seat, now=timezone.now())
    ada = browser_of(cast.ada)
    assert ada.post(f"/attempts/{attempt.pk}/1/check/", {"answer-answer": "1"}).status_code == 302
    assert ada.post(f"/attempts/{attempt.pk}/1/renew/").status_code == 302
    late = start_attempt(user=cast.ben, exam_id=exam.pk, now=timezone.now())
    assert late.responses.count() == 1


def _bank(folder, text):
    (folder / f"{SLUG}.yaml").write_text(text)
    return folder


def test_a_file_never_replaces_what_a_teacher_published(seat, draft, text, tmp_path):
    publish(seat)
    report = publish_bank(_bank(tmp_path, text.replace("level: 2", "level: 3")))
    assert (report.published, report.kept) == ((), (SLUG,))
    assert Question.objects.get(slug=SLUG).level == 2


def test_a_file_that_did_not_change_is_no_conflict(seat, text, tmp_path, cast):
    publish_bank(_bank(tmp_path, text))
    _save(seat, text.replace("level: 2", "level: 3"), 1)
    assert publish(seat).number == 2
    report = publish_bank(tmp_path)
    assert (report.published, report.unchanged, report.kept) == ((), (SLUG,), ())
    assert Question.objects.get(slug=SLUG).level == 3


def test_a_draft_that_a_file_overtook_says_so(seat, text, tess, tmp_path):
    publish_bank(_bank(tmp_path, text))
    _save(seat, text.replace("level: 2", "level: 3"), 1)
    address = reverse("authoring:edit", args=[SLUG])
    assert "was published after this text" not in tess.get(address).content.decode()
    publish_bank(_bank(tmp_path, text.replace("level: 2", "level: 4")))
    page = tess.get(address).content.decode()
    assert "Version 2 was published after this text was saved" in page
    assert "?old=v2&amp;new=r2" in page


def test_the_command_says_which_file_was_kept_back(seat, draft, text, tmp_path):
    import io

    from django.core.management import call_command

    publish(seat)
    out = io.StringIO()
    call_command(
        "publish_bank", str(_bank(tmp_path, text.replace("level: 2", "level: 1"))), stdout=out
    )
    assert f"{SLUG}: the file has changed" in out.getvalue()


def test_a_failing_tuple_leads_to_its_variant_in_the_preview(seat, draft, text, tess):
    _save(seat, _failing(text), 1)
    prove(seat)
    page = tess.get(reverse("authoring:certificate", args=[SLUG])).content.decode()
    (link,) = re.findall(r'href="([^"]+go=params)"', page)
    preview = tess.get(link.replace("&amp;", "&")).context["preview"]
    assert {field.name: field.value for field in preview.params} == {"W": "8", "F": "2", "S": "2"}


def test_a_failed_proof_cannot_be_published_by_any_way(seat, draft, text):
    question = load_question(_failing(text), filename="x")
    manuscript = Manuscript(question, text, prove_question(question))
    with pytest.raises(BankError, match="certificate that failed"):
        publish_manuscript(manuscript, origin=QuestionVersion.Origin.WORKBENCH)


def test_the_page_of_a_proof_is_polled_until_it_is_done(seat, draft, tess):
    run = _order(seat)
    address = reverse("authoring:certificate", args=[SLUG])
    first = tess.get(address, headers={"HX-Request": "true"})
    assert first.status_code == 200
    assert "every 1s" in first.content.decode()
    again = tess.get(f"{address}?seen=queued", headers={"HX-Request": "true"})
    assert again.status_code == 204
    proofs.run_proof(run.pk)
    done = tess.get(f"{address}?seen=queued", headers={"HX-Request": "true"})
    assert done.status_code == 286
    assert "Publish as version 1" in done.content.decode()
    assert newest().number == 1
