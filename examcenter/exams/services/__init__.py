"""What people do in exams; the only code that writes attempts and responses.

Services check the clock and the state of an attempt, never who asks: callers get the attempt from
``selectors.get_attempt_for``, which returns a person's own attempts only.
"""

from examcenter.exams.services.checking import check_response
from examcenter.exams.services.closing import close_if_over, finish_attempt
from examcenter.exams.services.coding import settle_submission, submit_code
from examcenter.exams.services.drafts import save_draft, store_draft
from examcenter.exams.services.outcomes import CheckOutcome, PartFeedback, SavedDraft
from examcenter.exams.services.settling import settle_attempt
from examcenter.exams.services.starting import renew_variant, start_attempt, start_attempt_at
from examcenter.exams.services.sweeping import settle_overdue_attempts

__all__ = [
    "CheckOutcome",
    "PartFeedback",
    "SavedDraft",
    "check_response",
    "close_if_over",
    "finish_attempt",
    "renew_variant",
    "save_draft",
    "settle_attempt",
    "settle_overdue_attempts",
    "settle_submission",
    "start_attempt",
    "start_attempt_at",
    "store_draft",
    "submit_code",
]
