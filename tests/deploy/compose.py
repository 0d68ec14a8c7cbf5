"""Reads docker-compose.yml and the Dockerfile as Docker would, as far as these files go."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.fixtures.servers import ROOT

COMPOSE_FILE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "Dockerfile"
_VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?:(:[?-])([^}]*))?\})")


class MissingVariable(Exception):
    """A variable that the file requires is not set; the text is what the file says about it."""


@dataclass(frozen=True)
class Service:
    """One service, its variables filled in."""

    name: str
    raw: Mapping[str, Any]

    @property
    def command(self) -> list[str]:
        """The argument vector."""
        return _argv(self.raw["command"])

    @property
    def environment(self) -> dict[str, str]:
        """What the container finds in its environment, the image's own variables included."""
        own = {key: str(value) for key, value in self.raw.get("environment", {}).items()}
        return {**(image_environment() if self.is_ours else {}), **own}

    @property
    def health_command(self) -> list[str]:
        """The argument vector of the health check."""
        kind, *rest = self.raw["healthcheck"]["test"]
        return ["sh", "-c", rest[0]] if kind == "CMD-SHELL" else list(rest)

    @property
    def is_ours(self) -> bool:
        """Whether it runs our image."""
        return "build" in self.raw

    @property
    def is_long_running(self) -> bool:
        """Whether it is meant to stay up."""
        return self.raw.get("restart") != "no"


def read_services(variables: Mapping[str, str]) -> dict[str, Service]:
    """Return the services by name; raises MissingVariable when one that is required is not set."""
    tree = _fill(read_raw(), variables)
    return {name: Service(name, raw) for name, raw in tree["services"].items()}


def read_raw() -> dict[str, Any]:
    """Return the file as written."""
    return dict(yaml.safe_load(COMPOSE_FILE.read_text()))


def required_variables() -> set[str]:
    """Return the variables without which nothing may start."""
    return {
        name for _, name, kind, _ in _VARIABLE.findall(COMPOSE_FILE.read_text()) if kind == ":?"
    }


def image_environment() -> dict[str, str]:
    """Return the variables that the Dockerfile sets for good."""
    found: dict[str, str] = {}
    for instruction, rest in read_dockerfile():
        if instruction == "ENV":
            for pair in shlex.split(rest):
                name, _, value = pair.partition("=")
                found[name] = value
    return found


def read_dockerfile() -> list[tuple[str, str]]:
    """Return instruction and arguments of each step, continuation lines joined."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    steps = [line.partition(" ") for line in lines if line.strip()]
    return [(instruction, rest.strip()) for instruction, _, rest in steps]


def local_path(name: str) -> Path:
    """Return the file in this repository that a relative name in the compose file means."""
    return (COMPOSE_FILE.parent / name).resolve()


def _fill(node: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _fill(value, variables) for key, value in node.items()}
    if isinstance(node, list):
        return [_fill(value, variables) for value in node]
    return _VARIABLE.sub(lambda match: _value(match, variables), node) if _is_text(node) else node


def _is_text(node: Any) -> bool:
    return isinstance(node, str)


def _value(match: "re.Match[str]", variables: Mapping[str, str]) -> str:
    is_dollar, name, kind, text = match.groups()
    if is_dollar:
        return "$"
    value = variables.get(name, "")
    if value or kind is None:
        return value
    if kind == ":?":
        raise MissingVariable(f"{name}: {text}")
    return str(text)


def _argv(command: str | list[str]) -> list[str]:
    return shlex.split(command) if isinstance(command, str) else list(command)
