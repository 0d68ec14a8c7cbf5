"""What accounts forget: sessions that expired, requests for links, old records of sign-ins."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings

from examcenter.accounts.models import ResetRequest, Session
from examcenter.accounts.services import RESETS_KEPT
from examcenter.pruning import delete_some


def forget_sessions(now: datetime, most: int) -> int:
    """Delete sessions that let nobody in any more."""
    return delete_some(Session.objects.filter(expire_date__lt=now), most)


def forget_reset_requests(now: datetime, most: int) -> int:
    """Delete requests for links that no limit counts any more; where there is no mail, too."""
    return delete_some(ResetRequest.objects.filter(created_at__lt=now - RESETS_KEPT), most)


def forget_sign_ins(now: datetime, most: int) -> int:
    """Delete records of sign-ins; what locks somebody out is younger by far."""
    since = now - timedelta(seconds=settings.KEEP_SIGN_INS_S)
    return sum(
        delete_some(model.objects.filter(attempt_time__lt=since), most)
        for model in (AccessLog, AccessFailureLog, AccessAttempt)
    )
