"""How static files are named in production: by their content, modules with their imports."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_, _IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites the imports between our ES modules, so that no page mixes old and new ones.

    Django's own switch looks into every script, and finds imports in minified ones that are none.
    """

    patterns = (*HashedFilesMixin.patterns, ("js/*.js", _IMPORTS))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Every page asks for some twenty addresses, and they stay what they are.
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """Return the address of a file."""
        if name is None or force or settings.DEBUG:
            return str(super().url(name, force))
        known = self._addresses.get(name)
        if known is None:
            known = self._addresses[name] = str(super().url(name, force))
        return known

    def save_manifest(self) -> None:
        """Write down what files are called now."""
        self._addresses.clear()
        super().save_manifest()
