"""Accepts REST addresses with and without a slash at the end."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

_PREFIX = "/api/v1/"


class EitherSlash:
    """Middleware that lets ``attempts/{id}/`` mean ``attempts/{id}``.

    Clients of other frameworks add the slash by habit. A redirect would do for reading, but a
    redirected POST loses its body, so the address is corrected in place. None of ours ends in one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Leave a slash at the end out, then pass the request on."""
        address = request.path_info
        if address.startswith(_PREFIX) and address.endswith("/"):
            request.path_info = address.removesuffix("/")
        return self.get_response(request)
