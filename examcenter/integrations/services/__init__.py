"""What is done to programs and tokens."""

from examcenter.integrations.services.programs import (
    admit_integration,
    allow_courses,
    create_integration,
    dismiss_integration,
    revoke_integration,
)
from examcenter.integrations.services.tokens import (
    find_token,
    forget_short_tokens,
    issue_personal_token,
    issue_token,
    note_use,
    revoke_token,
)

__all__ = [
    "admit_integration",
    "allow_courses",
    "create_integration",
    "dismiss_integration",
    "find_token",
    "forget_short_tokens",
    "issue_personal_token",
    "issue_token",
    "note_use",
    "revoke_integration",
    "revoke_token",
]
