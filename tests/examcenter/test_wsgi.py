"""What the web server has loaded before its first request."""

import json
import os
import subprocess
import sys

from tests.fixtures.servers import ROOT

_LOOK = """
import gc, json, sys
import examcenter.wsgi
views = [name for name in sys.modules if name.startswith("examcenter.") and "views" in name]
print(json.dumps({"views": views, "frozen": gc.get_freeze_count()}))
"""


def test_views_are_loaded_and_what_stays_is_not_walked_through_again(tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _LOOK],
        cwd=ROOT,
        env={**os.environ, "EXAMCENTER_DATABASE_URL": f"sqlite://{tmp_path / 'db.sqlite3'}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert {"examcenter.exams.views", "examcenter.front.views"} <= set(found["views"])
    assert found["frozen"] > 100_000
