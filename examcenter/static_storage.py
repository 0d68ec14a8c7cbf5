"""How static files are named in production: by their content, modules with their imports."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_, _IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites the imports between our ES modules, so that no page mixes old and new ones.

    Django's own switch looks into every script, and finds imports in minified ones that are none.
    """

    patterns = (*HashedFilesMixin.patterns, ("js/*.js", _IMPORTS))
