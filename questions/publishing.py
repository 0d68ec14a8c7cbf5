"""Publishes documents as immutable versions: files of a bank, and what the workbench proved.

What a teacher published is newer than any file: a file of the bank never replaces it, and a file
that changed meanwhile is reported as kept back.
"""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from questions.engine.canonical import digest_of, to_canonical_json
from questions.engine.library import read_folder
from questions.engine.question import Question as QuestionDocument
from questions.errors import BankError
from questions.models import Question, QuestionVersion
from questions.proof import Proof, prove
from questions.signals import question_published

BANK_DIR = Path(__file__).parent / "bank"


@dataclass(frozen=True)
class PublishReport:
    """What publishing a bank did, by slug.

    ``kept`` are questions whose newest version is a teacher's and whose file is not the one that
    was published from before: a file that changed, and was not published over the teacher's.
    """

    published: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manuscript:
    """A document to publish, with the text it was written as and its proof."""

    question: QuestionDocument
    source_text: str
    proof: Proof


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
    from_files = _digests_from_files()
    manuscripts: list[Manuscript] = []
    unchanged: list[str] = []
    kept: list[str] = []
    problems: list[str] = []
    for file in files:
        if file.question is None:
            problems += [str(problem) for problem in file.problems]
        elif known.get(file.slug) == digest_of(file.question):
            unchanged.append(file.slug)
        elif file.slug in from_files:
            is_old = digest_of(file.question) in from_files[file.slug]
            (unchanged if is_old else kept).append(file.slug)
        else:
            manuscript = Manuscript(file.question, file.text, prove(file.question))
            problems += [f"{file.path.name}: {line}" for line in manuscript.proof.problems]
            manuscripts.append(manuscript)
    if problems:
        raise BankError("\n".join(problems))
    if not is_dry_run:
        with transaction.atomic():
            for manuscript in manuscripts:
                publish_manuscript(manuscript, origin=QuestionVersion.Origin.FILE)
    published = tuple(manuscript.question.slug for manuscript in manuscripts)
    return PublishReport(published, tuple(unchanged), tuple(kept))


def _digests_from_files() -> dict[str, set[str]]:
    """Return, where a teacher's version is the newest, what was ever published from a file."""
    digests: dict[str, set[str]] = {
        slug: set()
        for slug in Question.objects.filter(
            current__origin=QuestionVersion.Origin.WORKBENCH
        ).values_list("slug", flat=True)
    }
    versions = QuestionVersion.objects.filter(
        origin=QuestionVersion.Origin.FILE, question__slug__in=digests
    )
    for slug, digest in versions.values_list("question__slug", "digest"):
        digests[slug].add(digest)
    return digests


def publish_manuscript(
    manuscript: Manuscript, *, origin: QuestionVersion.Origin
) -> QuestionVersion:
    """Publish a proved document as the newest version; the same one twice is published once.

    Raises BankError if its proof failed.
    """
    document, proof = manuscript.question, manuscript.proof
    if not proof.is_good:
        raise BankError(f"{document.slug}: found a certificate that failed, expected a good one")
    about = {"title": document.title, "topic": document.topic, "level": document.level}
    digest = digest_of(document)
    with transaction.atomic():
        Question.objects.get_or_create(slug=document.slug, defaults=about)
        question = Question.objects.select_for_update().get(slug=document.slug)
        newest = question.versions.order_by("-number").first()
        is_file = origin is QuestionVersion.Origin.FILE
        if newest is not None and (
            newest.digest == digest
            or (is_file and newest.origin == QuestionVersion.Origin.WORKBENCH)
        ):
            return newest  # somebody else published it a moment ago
        version = QuestionVersion.objects.create(
            question=question,
            number=newest.number + 1 if newest else 1,
            document=to_canonical_json(document),
            digest=digest,
            source_text=manuscript.source_text,
            certificate=proof.certificate,
            certified=proof.certified,
            n_variants=proof.n_variants,
            published_at=timezone.now(),
            origin=origin,
        )
        question.current = version
        question.title, question.topic = document.title, document.topic
        question.level = document.level
        question.save(update_fields=["current", "title", "topic", "level"])
        question_published.send(
            sender=None, slug=document.slug, number=version.number, now=version.published_at
        )
    return version
