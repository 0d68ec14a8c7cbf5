"""The receipt of an attempt, which a platform hands to its students."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from examcenter.api.serializers.receipts import ReceiptOutput
from examcenter.api.views.base import ENTRY_PROBLEMS, ApiView, describe
from examcenter.exams.selectors import read_attempt
from examcenter.exams.selectors.receipt import receipt_of


class AttemptReceipt(ApiView):
    """What an attempt has to show for itself."""

    bucket = "exam"

    @describe(
        "read_receipt",
        "Read the receipt of an attempt",
        responses={200: ReceiptOutput},
        problems=(*ENTRY_PROBLEMS, 404),
        scope="attempts:read",
    )
    def get(self, request: Request, attempt_id: UUID) -> Response:
        """Return what was received and how it was marked, as far as its student may see it.

        It is the same for whoever may read the attempt, so it can be handed on.
        """
        reading = read_attempt(self.readable_attempt(attempt_id), timezone.now())
        return Response(ReceiptOutput(receipt_of(reading)).data)
