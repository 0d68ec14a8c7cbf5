"""The content security policy, written once for all responses that ask for nothing of their own."""

from __future__ import annotations

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ContentPolicy(CSPMiddleware):
    """The package's own; where a response has no nonce and no exception, the policy is the same."""

    _usual: str | None = None

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Add the policy to a response."""
        has_own = (
            settings.DEBUG
            or HEADER in response
            or getattr(request, "_csp_nonce", None) is not None
            or any(name.startswith("_csp") for name in vars(response))
        )
        if has_own or self._usual is None:
            written = super().process_response(request, response)
            if not has_own:
                self._usual = written[HEADER]
            return written
        response[HEADER] = self._usual
        # As the package does: a nonce that is asked for later could not be in the header any more.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response
