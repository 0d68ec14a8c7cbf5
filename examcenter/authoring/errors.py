"""What can go wrong in the workbench, in words for authors."""

from __future__ import annotations

from collections.abc import Sequence

from examcenter.exams.errors import ExamError, NotFound
from questions.engine.errors import Problem


class AuthoringError(ExamError):
    """Base of every error of this app."""

    code = "authoring_error"


class DraftNotFound(NotFound):
    """No such question, draft, version or run."""

    code = "draft_not_found"
    title = "Nothing is here"

    def __init__(self, what: str = "question") -> None:
        super().__init__(f"There is no such {what} in the workbench.")


class LevelTooLow(AuthoringError):
    """Somebody may write, and not do this."""

    code = "authoring_level"
    title = "Somebody else has to do this"
    status = 403

    def __init__(self, *, has: str, needs: str) -> None:
        super().__init__(f"You are {has}; this takes a {needs}.")
        self.action = f"Ask a {needs} to do it."


class TextOutdated(AuthoringError):
    """Somebody else saved meanwhile; both texts are kept."""

    code = "text_outdated"
    title = "Somebody saved before you"
    action = "Compare the two below, then save yours on top or take theirs."

    def __init__(self, *, who: str, number: int) -> None:
        super().__init__(
            f"{who} saved revision {number} while you were writing. Your text is not saved yet; "
            "it is still in the editor."
        )


class SlugTaken(AuthoringError):
    """The id belongs to another question."""

    code = "slug_taken"
    title = "This id is taken"
    action = "Choose another one."

    def __init__(self, slug: str) -> None:
        super().__init__(f"There is a question with the id {slug} already.")


class BadSlug(AuthoringError):
    """The id is none."""

    code = "bad_slug"
    title = "This id cannot be used"
    action = "Write lower-case words joined by hyphens, such as same-padding."
    status = 400

    def __init__(self, slug: str) -> None:
        super().__init__(f"An id of at most 64 characters is expected, found {slug[:70]!r}.")


class TextTooLong(AuthoringError):
    """The text is beyond what a document may hold."""

    code = "text_too_long"
    title = "The text is too long"
    action = "Make it shorter, or split the question."
    status = 413

    def __init__(self, *, n_bytes: int, limit: int) -> None:
        super().__init__(f"The text has {n_bytes:,} bytes; a document has at most {limit:,}.")


class NotReadable(AuthoringError):
    """The saved text has problems, so there is nothing to prove or publish."""

    code = "not_readable"
    title = "The document has problems"
    action = "Mend the marked lines and save."

    def __init__(self, n_problems: int) -> None:
        super().__init__(f"The saved text has {n_problems} problems, so it describes no question.")


class DocumentRefused(AuthoringError):
    """A text that was sent describes no question; ``problems`` are at its lines."""

    code = "document_refused"
    title = "The document has problems"
    action = "Mend the lines that are named and send it again."
    status = 400

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        n = len(self.problems)
        first = self.problems[0]
        super().__init__(
            f"Found {n} problem{'s' if n != 1 else ''}, the first in line {first.line}: found "
            f"{first.found}, expected {first.expected}."
        )


class NotCertified(AuthoringError):
    """No good proof of the saved text."""

    code = "not_certified"
    title = "The question is not certified"
    action = "Run the certificate, and mend what it names."

    def __init__(self) -> None:
        super().__init__("Only a question whose certificate is good can be published.")


class NotReviewed(AuthoringError):
    """A second person has to approve first."""

    code = "not_reviewed"
    title = "Nobody has reviewed it yet"
    action = "Ask a reviewer to approve this text."

    def __init__(self) -> None:
        super().__init__("Here another person approves a text before it is published.")


class OwnReview(AuthoringError):
    """Authors cannot approve their own text."""

    code = "own_review"
    title = "Another person reviews"
    action = "Ask another reviewer."

    def __init__(self) -> None:
        super().__init__("You saved this text yourself, so somebody else has to approve it.")


class NothingNew(AuthoringError):
    """The document is the published one."""

    code = "nothing_new"
    title = "Nothing is new"
    action = "Change the document, then publish."

    def __init__(self, number: int) -> None:
        super().__init__(
            f"The document is the one of version {number}; comments and layout make no new version."
        )


class ArchiveRefused(AuthoringError):
    """A zip or a file that is not taken in."""

    code = "archive_refused"
    title = "The file was not taken"
    action = "Nothing was imported. Mend the file and send it again."
    status = 400


class QueueAway(AuthoringError):
    """The broker does not answer."""

    code = "queue_away"
    title = "The certificate could not be started"
    action = "Wait a minute and start it again."
    status = 503

    def __init__(self) -> None:
        super().__init__("The queue of background work does not answer. Your draft is saved.")
