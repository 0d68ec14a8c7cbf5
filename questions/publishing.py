"""Publishes the files of a bank as immutable versions, certified one by one."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from questions.engine.canonical import digest_of, to_canonical_json
from questions.engine.certificate import Certificate, certify
from questions.engine.library import QuestionFile, read_folder
from questions.engine.question import Question as QuestionDocument
from questions.errors import BankError
from questions.models import Question, QuestionVersion
from questions.rendering import check_markdown

BANK_DIR = Path(__file__).parent / "bank"


@dataclass(frozen=True)
class PublishReport:
    """What publishing a bank did, by slug."""

    published: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
    """A document that differs from its newest version, and its certificate."""

    question: QuestionDocument
    source_text: str
    digest: str
    certificate: Certificate


def publish_bank(directory: Path | None = None, *, is_dry_run: bool = False) -> PublishReport:
    """Publish every question file of a folder whose document is new or changed.

    All or nothing: with one wrong file or failed certificate nothing is published.
    Raises BankError that names all problems.
    """
    folder = BANK_DIR if directory is None else directory
    files = read_folder(folder)
    if not files:
        raise BankError(f"bank: found no question file in {folder}, expected *.yaml")
    known = dict(
        Question.objects.filter(current__isnull=False).values_list("slug", "current__digest")
    )
    candidates: list[_Candidate] = []
    unchanged: list[str] = []
    problems: list[str] = []
    for file in files:
        if file.question is None:
            problems += [str(problem) for problem in file.problems]
        elif known.get(file.slug) == digest_of(file.question):
            unchanged.append(file.slug)
        else:
            candidate = _certify(file, file.question)
            problems += [f"{file.path.name}: {line}" for line in candidate.certificate.problems]
            candidates.append(candidate)
    if problems:
        raise BankError("\n".join(problems))
    if not is_dry_run:
        with transaction.atomic():
            for candidate in candidates:
                _publish(candidate)
    published = tuple(candidate.question.slug for candidate in candidates)
    return PublishReport(published=published, unchanged=tuple(unchanged))


def _certify(file: QuestionFile, question: QuestionDocument) -> _Candidate:
    return _Candidate(
        question=question,
        source_text=file.text,
        digest=digest_of(question),
        certificate=certify(question, check_markdown=check_markdown),
    )


def _publish(candidate: _Candidate) -> None:
    document, certificate = candidate.question, candidate.certificate
    about = {"title": document.title, "topic": document.topic, "level": document.level}
    Question.objects.get_or_create(slug=document.slug, defaults=about)
    question = Question.objects.select_for_update().get(slug=document.slug)
    newest = question.versions.order_by("-number").only("number", "digest").first()
    if newest is not None and newest.digest == candidate.digest:
        return  # somebody else published it a moment ago
    question.current = QuestionVersion.objects.create(
        question=question,
        number=newest.number + 1 if newest else 1,
        document=to_canonical_json(document),
        digest=candidate.digest,
        source_text=candidate.source_text,
        certificate=certificate.to_json(),
        certified=certificate.certified.pack(),
        n_variants=certificate.n_variants,
        published_at=timezone.now(),
    )
    question.title, question.topic, question.level = document.title, document.topic, document.level
    question.save(update_fields=["current", "title", "topic", "level"])
