"""On PYTHONPATH: refuses packages that requirements/runtime.txt does not lock.

So a command that works here does not lean on a test tool that the image lacks.
"""

import os
import re
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


class OnlyLocked(MetaPathFinder):
    """Stands first and refuses what no locked distribution brings."""

    def __init__(self, lock: Path) -> None:
        locked = {_normal(name) for name in re.findall(r"^([\w.-]+)==", lock.read_text(), re.M)}
        self._refused = {
            module
            for module, names in packages_distributions().items()
            if not locked & {_normal(name) for name in names}
        }

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse, or leave the module to the finders that follow."""
        if path is None and name in self._refused:
            raise ModuleNotFoundError(f"{name}: not in the production image", name=name)
        return None


if os.environ.get("RUNTIME_LOCK"):
    sys.meta_path.insert(0, OnlyLocked(Path(os.environ["RUNTIME_LOCK"])))
