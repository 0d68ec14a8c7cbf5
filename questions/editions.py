"""Published versions in memory: read, compiled and unpacked once in a process."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from questions.engine.bulk import variants_at
from questions.engine.certified import Certified
from questions.engine.document import load_question
from questions.engine.variants import Variant, variant_at
from questions.errors import QuestionNotFound
from questions.models import QuestionVersion
from questions.selectors import get_published_digests

MOST_IN_MEMORY = 256
# A class at ten questions meets some thousands; each takes a few kilobytes.
MOST_VARIANTS_IN_MEMORY = 1024


@dataclass(frozen=True)
class Edition:
    """A published version, ready to make variants."""

    version_id: int
    number: int
    certified: Certified

    def variant(self, index: int) -> Variant:
        """Return a variant by its index. Raises QuestionNotFound."""
        try:
            return _made(self.certified, index)
        except IndexError as error:
            raise QuestionNotFound(f"{self.certified.question.slug}: {error}") from None

    def variants(self, indices: Sequence[int]) -> list[Variant]:
        """Return several variants by their indices, computed together. Raises QuestionNotFound."""
        try:
            return variants_at(self.certified, indices)
        except IndexError as error:
            raise QuestionNotFound(f"{self.certified.question.slug}: {error}") from None

    @property
    def versions(self) -> dict[str, str]:
        """What a receipt names as the maker of a mark."""
        return {"question": self.certified.question.slug, "version": str(self.number)}


@lru_cache(maxsize=MOST_VARIANTS_IN_MEMORY)
def _made(certified: Certified, index: int) -> Variant:
    """Keep the variants made last: who gets one answers it soon, and perhaps more than once."""
    return variant_at(certified, index)


def get_edition(version_id: int) -> Edition:
    """Return a version by its id. Raises QuestionNotFound."""
    return get_editions([version_id])[version_id]


def get_editions(version_ids: Collection[int]) -> dict[int, Edition]:
    """Return versions by their ids with a single query. Raises QuestionNotFound."""
    digests = dict(
        QuestionVersion.objects.filter(pk__in=set(version_ids)).values_list("pk", "digest")
    )
    for version_id in version_ids:
        if version_id not in digests:
            raise QuestionNotFound(f"version: found {version_id}, expected a published one")
    # The digest is part of the key: another database may give the same id to another document.
    return {version_id: _load(version_id, digest) for version_id, digest in digests.items()}


def get_current_editions(slugs: Collection[str]) -> dict[str, Edition]:
    """Return the newest published version of each question, by its slug, with a single query.

    Raises QuestionNotFound.
    """
    return {slug: _load(*version) for slug, version in get_published_digests(slugs).items()}


class _Place:
    """Where an edition is kept: compiled by who asks first, while others who ask for it wait.

    A class that starts at once asks from every thread for the same ones.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._edition: Edition | None = None

    def get(self, version_id: int) -> Edition:
        """Return the edition."""
        if self._edition is None:
            with self._lock:
                self._edition = self._edition or _compile(version_id)
        return self._edition


@lru_cache(maxsize=MOST_IN_MEMORY)
def _place(version_id: int, digest: str) -> _Place:
    """Return the one place of a version; hold the lock, or two threads may get two."""
    return _Place()


_FINDING_A_PLACE = Lock()


def _load(version_id: int, digest: str) -> Edition:
    with _FINDING_A_PLACE:
        place = _place(version_id, digest)
    return place.get(version_id)


def _compile(version_id: int) -> Edition:
    version = QuestionVersion.objects.only("document", "certified", "number").get(pk=version_id)
    question = load_question(version.document, filename=f"version {version_id}")
    certified = Certified.unpack(question, bytes(version.certified))
    # The first to deal from it would find them out, and so would everybody who deals meanwhile.
    _ = certified.strata
    return Edition(version_id, version.number, certified)
