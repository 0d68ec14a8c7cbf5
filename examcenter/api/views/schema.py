"""The OpenAPI document and its pages."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

_SELF = "'self'"


class Schema(SpectacularAPIView):
    """The OpenAPI document; it says nothing that needs a sign-in."""

    permission_classes = [AllowAny]
    authentication_classes = ()


# The pages set styles of their own; scripts stay ours, and no other page is loosened.
@method_decorator(csp_replace({"style-src": [_SELF, "'unsafe-inline'"]}), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    """The document to read and to try, from files of our own."""

    permission_classes = [AllowAny]
    authentication_classes = ()
    template_name = "api/docs.html"
    url_name = "api:schema"
