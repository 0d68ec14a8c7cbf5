"""The rules that docker-compose.yml is held to, read from the file itself."""

import json
import re
from pathlib import PurePosixPath

import pytest

from examcenter.env import PREFIX
from tests.deploy import compose
from tests.fixtures.servers import ROOT

VARIABLES = {name: f"value-of-{name.lower()}" for name in compose.required_variables()}
SERVICES = compose.read_services(VARIABLES)
OURS = {name: service for name, service in SERVICES.items() if service.is_ours}
LONG_RUNNING = {name: service for name, service in SERVICES.items() if service.is_long_running}


def test_it_has_the_services_of_the_production_shape():
    assert set(SERVICES) == {"web", "worker", "beat", "migrate", "postgres", "redis"}


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_has_more_rights_than_it_needs(name):
    raw = SERVICES[name].raw
    assert "privileged" not in raw
    assert "cap_add" not in raw
    assert "devices" not in raw
    assert raw.get("network_mode") != "host"
    assert raw.get("pid") != "host"
    assert "docker.sock" not in json.dumps(raw)
    assert "no-new-privileges:true" in raw["security_opt"]


@pytest.mark.parametrize("name", OURS)
def test_our_services_have_no_capability_and_a_read_only_root(name):
    raw = OURS[name].raw
    assert raw["cap_drop"] == ["ALL"]
    assert raw["read_only"] is True
    assert raw["init"] is True


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_every_long_running_service_has_a_health_check(name):
    check = LONG_RUNNING[name].raw["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= set(check)


def test_only_the_worker_leaves_the_engines_own_confinement():
    assert [name for name in OURS if len(OURS[name].raw["security_opt"]) > 1] == ["worker"]
    options = dict(re.split("[=:]", text, maxsplit=1) for text in _options("worker"))
    assert set(options) == {"no-new-privileges", "seccomp", "apparmor"}
    assert compose.local_path(options["seccomp"]).is_file()


def test_redis_forgets_no_task():
    command = " ".join(SERVICES["redis"].command)
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
    assert SERVICES["redis"].raw["volumes"] == ["redis-data:/data"]


def test_data_lives_in_named_volumes():
    declared = set(compose.read_raw()["volumes"])
    mounts = [mount for service in SERVICES.values() for mount in service.raw.get("volumes", [])]
    assert {mount.split(":")[0] for mount in mounts} == declared


def test_workers_share_the_room_in_which_one_of_them_grades_alone():
    """However many there are: a container's own folder would leave each one alone at any time."""
    worker = SERVICES["worker"]
    room = PurePosixPath(worker.environment["EXAMCENTER_GRADER_ROOM_DIR"])
    (mount,) = worker.raw["volumes"]
    volume, target = mount.split(":")
    assert room.is_relative_to(target)
    # The engine's own kind: a volume on a network would join different machines in one room.
    assert compose.read_raw()["volumes"][volume] == {}


def test_only_workers_lock_the_room():
    named = [n for n, s in OURS.items() if "EXAMCENTER_GRADER_ROOM_DIR" in s.environment]
    assert named == ["worker"]


def test_no_secret_stands_in_the_file():
    raw = compose.read_raw()["services"]
    for name, service in raw.items():
        for key, value in service.get("environment", {}).items():
            if re.search("SECRET|PASSWORD|AUTH|URL", key):
                assert ":?" in str(value), f"{name}: {key} has a value or a default in the file"


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_nothing_starts_while_a_secret_is_missing(name):
    others = {key: value for key, value in VARIABLES.items() if key != name}
    with pytest.raises(compose.MissingVariable, match=f"{name}: set it to"):
        compose.read_services(others)


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_one_that_the_settings_read(name):
    sources = [ROOT / "examcenter" / "settings.py", ROOT / "grader" / "sandbox" / "config.py"]
    text = "\n".join(path.read_text() for path in sources)
    known = set(re.findall(r'env_\w+\(\s*"(\w+)"', text))
    known |= set(re.findall(rf'"{PREFIX}(\w+)"', text))
    given = {key for key in OURS[name].environment if key.startswith(PREFIX)}
    assert given, "expected some"
    assert {key.removeprefix(PREFIX) for key in given} <= known


def test_only_the_web_server_is_reachable_and_only_from_this_machine():
    published = {
        name: service.raw["ports"] for name, service in SERVICES.items() if "ports" in service.raw
    }
    assert list(published) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in published["web"])


def test_what_runs_students_code_is_on_no_network_with_a_way_out():
    networks = compose.read_raw()["networks"]
    for name in ("worker", "beat", "migrate"):
        assert SERVICES[name].raw["networks"] == ["work"]
    assert networks["work"] == {"internal": True}
    assert "work" not in SERVICES["web"].raw["networks"]


def test_there_is_one_scheduler():
    assert "deploy" not in SERVICES["beat"].raw
    assert "scale" not in SERVICES["beat"].raw


def test_the_worker_has_time_to_finish_a_task():
    from django.conf import settings

    grace_s = int(SERVICES["worker"].raw["stop_grace_period"].removesuffix("s"))
    assert grace_s > settings.CELERY_TASK_TIME_LIMIT


def _options(name: str) -> list[str]:
    return list(SERVICES[name].raw["security_opt"])
