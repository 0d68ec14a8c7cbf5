"""Published versions in memory: read, compiled and unpacked once in a process."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from questions.engine.bulk import variants_at
from questions.engine.certified import Certified
from questions.engine.document import load_question
from questions.engine.variants import Variant, variant_at
from questions.errors import QuestionNotFound
from questions.models import QuestionVersion

MOST_IN_MEMORY = 256
MOST_VARIANTS_IN_MEMORY = 256


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


@lru_cache(maxsize=MOST_IN_MEMORY)
def _load(version_id: int, digest: str) -> Edition:
    version = QuestionVersion.objects.only("document", "certified", "number").get(pk=version_id)
    question = load_question(version.document, filename=f"version {version_id}")
    certified = Certified.unpack(question, bytes(version.certified))
    return Edition(version_id, version.number, certified)
