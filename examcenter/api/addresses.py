"""Accepts REST addresses with and without a slash at the end."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import is_valid_path

_PREFIX = "/api/v1/"


class EitherSlash:
    """Middleware that lets ``attempts/{id}/`` mean ``attempts/{id}``.

    Clients of other frameworks add the slash by habit. A redirect would do for reading, but a
    redirected POST loses its body, so the address is corrected in place.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Correct the address if only the slash is wrong, then pass the request on."""
        address = request.path_info
        if address.startswith(_PREFIX) and not is_valid_path(address):
            other = address.removesuffix("/") if address.endswith("/") else f"{address}/"
            if is_valid_path(other):
                request.path_info = other
        return self.get_response(request)
