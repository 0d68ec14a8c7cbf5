"""Catalogues of translations without gettext's tools: found, written and compiled in Python."""
