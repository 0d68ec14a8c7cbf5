"""Accepts REST addresses with and without a slash at the end."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import is_valid_path

_PREFIX = "/api/v1/"


class EitherSlash:
    """Middleware that lets ``attempts/{id}/`` mean ``attempts/{id}``.

    Clients of other frameworks add the slash by habit. A redirect would do for reading, but a
    redirected POST loses its body, so the address is corrected in place. None of ours ends in one,
    but an id of another system may.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Leave out a slash at the end that means nothing, then pass the request on."""
        address = request.path_info
        is_slashed = address.startswith(_PREFIX) and address.endswith("/")
        if is_slashed and not is_valid_path(address):
            request.path_info = address.removesuffix("/")
        return self.get_response(request)
