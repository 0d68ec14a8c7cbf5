"""Starts a question with another one's text."""

from __future__ import annotations

import re
from datetime import datetime

from examcenter.accounts.models import User
from examcenter.authoring.models import Draft
from examcenter.authoring.services.drafts import check_slug, start_draft

_ID_LINE = re.compile(r"^id:[^\n#]*", re.MULTILINE)


def duplicate_text(text: str, *, slug: str, new_slug: str, user: User, now: datetime) -> Draft:
    """Return the draft of a new question whose text differs in its id alone.

    Raises SlugTaken, BadSlug.
    """
    check_slug(new_slug)
    copied = _ID_LINE.sub(f"id: {new_slug}", text, count=1)
    note = f"duplicated from {slug}"
    return start_draft(slug=new_slug, text=copied, user=user, now=now, note=note)
