"""Webhooks are an addition to the production shape that leaves the worker without a way out."""

import re

import yaml

from examcenter.webhooks.calling import QUEUE
from tests.fixtures.servers import ROOT

TREE = yaml.safe_load((ROOT / "docker-compose.webhooks.yml").read_text(encoding="utf-8"))
BASE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_a_worker_of_its_own_sends_them():
    courier = TREE["services"]["courier"]
    assert f"--queues={QUEUE}" in courier["command"]
    assert courier["extends"] == {"file": "docker-compose.yml", "service": "beat"}
    assert "security_opt" not in courier and "cap_add" not in courier
    networks = BASE["networks"]
    assert {bool((networks[name] or {}).get("internal")) for name in courier["networks"]} == {
        True,
        False,
    }


def test_what_runs_students_code_writes_events_and_gets_no_way_out():
    worker = TREE["services"]["worker"]
    assert set(worker) == {"environment"}
    assert QUEUE not in " ".join(BASE["services"]["worker"]["command"])


def test_the_key_of_the_secrets_has_to_be_given_to_all_that_use_it():
    values = TREE["x-webhooks"]
    assert re.fullmatch(r"\$\{\w+:\?.+\}", values["EXAMCENTER_WEBHOOK_KEY"])
    assert {
        name for name, service in TREE["services"].items() if service["environment"] == values
    } == {*("web", "worker", "beat", "courier")}
