"""What happens to tokens when somebody changes how they sign in."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from examcenter.accounts.models import User
from examcenter.accounts.signals import access_ended
from examcenter.integrations.models import AccessToken


@receiver(access_ended, dispatch_uid="examcenter.integrations.end_tokens")
def end_tokens(sender: object, *, user: User, **_: Any) -> None:
    """Forget a person's own tokens; those of programs are their course's matter."""
    AccessToken.objects.filter(user=user, integration__isnull=True).delete()
