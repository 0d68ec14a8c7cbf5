"""What can go wrong in the workbench, in words for authors."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.exams.errors import ExamError, NotFound
from examcenter.numerals import grouped
from questions.engine.errors import Problem

# By the level that somebody has and the one that it takes: 1 writes, 2 reviews, 3 publishes.
_TOO_LOW = {
    (1, 2): gettext_lazy("You are an author; this takes a reviewer."),
    (1, 3): gettext_lazy("You are an author; this takes a publisher."),
    (2, 3): gettext_lazy("You are a reviewer; this takes a publisher."),
}
_ASK = {
    2: gettext_lazy("Ask a reviewer to do it."),
    3: gettext_lazy("Ask a publisher to do it."),
}
_ABSENT = {
    "question": gettext_lazy("There is no such question in the workbench."),
    "draft": gettext_lazy("There is no such draft in the workbench."),
    "proof": gettext_lazy("There is no such certificate in the workbench."),
    "version": gettext_lazy("There is no such version in the workbench."),
}

# Of the checks that failed, an error names so many.
_MOST_SHOWN = 3


class AuthoringError(ExamError):
    """Base of every error of this app."""

    code = "authoring_error"


class DraftNotFound(NotFound):
    """No such question, draft, version or run."""

    code = "draft_not_found"
    title = gettext_lazy("Nothing is here")

    def __init__(self, what: str = "question") -> None:
        super().__init__(_ABSENT[what])


class LevelTooLow(AuthoringError):
    """Somebody may write, and not do this."""

    code = "authoring_level"
    title = gettext_lazy("Somebody else has to do this")
    status = 403

    def __init__(self, *, has: int, needs: int) -> None:
        super().__init__(_TOO_LOW[has, needs])
        self.action = _ASK[needs]


class TextOutdated(AuthoringError):
    """Somebody else saved meanwhile; both texts are kept."""

    code = "text_outdated"
    title = gettext_lazy("Somebody saved before you")
    action = gettext_lazy("Compare the two below, then save yours on top or take theirs.")

    def __init__(self, *, who: str, number: int) -> None:
        super().__init__(
            _(
                "%(who)s saved revision %(number)s while you were writing. Your text is not "
                "saved yet; it is still in the editor."
            )
            % {"who": who, "number": number}
        )


class SlugTaken(AuthoringError):
    """The id belongs to another question."""

    code = "slug_taken"
    title = gettext_lazy("This id is taken")
    action = gettext_lazy("Choose another one.")

    def __init__(self, slug: str) -> None:
        super().__init__(_("There is a question with the id %(slug)s already.") % {"slug": slug})


class BadSlug(AuthoringError):
    """The id is none."""

    code = "bad_slug"
    title = gettext_lazy("This id cannot be used")
    action = gettext_lazy("Write lower-case words joined by hyphens, such as same-padding.")
    status = 400

    def __init__(self, slug: str) -> None:
        super().__init__(
            _("An id of at most 64 characters is expected, found %(slug)r.") % {"slug": slug[:70]}
        )


class TextTooLong(AuthoringError):
    """The text is beyond what a document may hold."""

    code = "text_too_long"
    title = gettext_lazy("The text is too long")
    action = gettext_lazy("Make it shorter, or split the question.")
    status = 413

    def __init__(self, *, n_bytes: int, limit: int) -> None:
        super().__init__(
            _("The text has %(n_bytes)s bytes; a document has at most %(limit)s.")
            % {"n_bytes": grouped(n_bytes), "limit": grouped(limit)}
        )


class NotReadable(AuthoringError):
    """The saved text has problems, so there is nothing to prove or publish."""

    code = "not_readable"
    title = gettext_lazy("The document has problems")
    action = gettext_lazy("Mend the marked lines and save.")

    def __init__(self, n_problems: int) -> None:
        super().__init__(
            _("The saved text has %(n_problems)s problems, so it describes no question.")
            % {"n_problems": n_problems}
        )


class DocumentRefused(AuthoringError):
    """A text that was sent describes no question; ``problems`` are at its lines."""

    code = "document_refused"
    title = gettext_lazy("The document has problems")
    action = gettext_lazy("Mend the lines that are named and send it again.")
    status = 400

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(
            _("Found %(n)s problems, the first in line %(line)s.")
            % {"n": len(self.problems), "line": first.line}
        )


class NotCertified(AuthoringError):
    """No good proof of the saved text."""

    code = "not_certified"
    title = gettext_lazy("The question is not certified")
    action = gettext_lazy("Run the certificate, and mend what it names.")

    def __init__(self) -> None:
        super().__init__(_("Only a question whose certificate is good can be published."))


class CertificateFailed(AuthoringError):
    """A question that is not sound for all its variants."""

    code = "certificate_failed"
    title = gettext_lazy("The certificate failed")
    action = gettext_lazy("Mend what it names, and send the document again.")
    status = 422

    def __init__(self, problems: Sequence[str]) -> None:
        shown = "; ".join(problems[:_MOST_SHOWN])
        super().__init__(_("%(n)s checks failed: %(shown)s") % {"n": len(problems), "shown": shown})


class ProofBroken(AuthoringError):
    """A certificate that did not come to its end; says nothing about the question."""

    code = "proof_broken"
    title = gettext_lazy("The certificate did not finish")
    action = gettext_lazy("Have it made again; if it takes too much, make the domain smaller.")
    status = 503


class NotReviewed(AuthoringError):
    """A second person has to approve first."""

    code = "not_reviewed"
    title = gettext_lazy("Nobody has reviewed it yet")
    action = gettext_lazy("Ask a reviewer to approve this text.")

    def __init__(self) -> None:
        super().__init__(_("Here another person approves a text before it is published."))


class OwnReview(AuthoringError):
    """Authors cannot approve their own text."""

    code = "own_review"
    title = gettext_lazy("Another person reviews")
    action = gettext_lazy("Ask another reviewer.")

    def __init__(self) -> None:
        super().__init__(_("You saved this text yourself, so somebody else has to approve it."))


class NothingNew(AuthoringError):
    """The document is the published one."""

    code = "nothing_new"
    title = gettext_lazy("Nothing is new")
    action = gettext_lazy("Change the document, then publish.")

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            _(
                "The document is the one of version %(number)s; comments and layout make no "
                "new version."
            )
            % {"number": number}
        )


class ArchiveRefused(AuthoringError):
    """A zip or a file that is not taken in."""

    code = "archive_refused"
    title = gettext_lazy("The file was not taken")
    action = gettext_lazy("Nothing was imported. Mend the file and send it again.")
    status = 400


class QueueAway(AuthoringError):
    """The broker does not answer."""

    code = "queue_away"
    title = gettext_lazy("The certificate could not be started")
    action = gettext_lazy("Wait a minute and start it again.")
    status = 503

    def __init__(self) -> None:
        super().__init__(_("The queue of background work does not answer. Your draft is saved."))
