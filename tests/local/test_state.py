"""What a local run checks and keeps before it starts anything."""

import json

import pytest

from examcenter.local.address import read_port
from examcenter.local.console import Console
from examcenter.local.errors import LocalError
from examcenter.local.state import load_secrets, only_run, prepare_directory
from examcenter.local.supervisor import refuse_production


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.5", "8000 8001"])
def test_a_port_that_is_none_is_refused_with_what_was_found(text):
    with pytest.raises(LocalError, match=f"found '{text}', expected a number") as caught:
        read_port(text)
    assert caught.value.fix == "PORT=8001 make run"


def test_without_a_port_it_is_8000():
    assert (read_port(""), read_port(" 8001 ")) == (8000, 8001)


def test_secrets_stay_the_same(tmp_path):
    assert load_secrets(tmp_path) == load_secrets(tmp_path)
    assert len(set(load_secrets(tmp_path).values())) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"EXAMCENTER_SECRET_KEY": "x"})])
def test_a_damaged_secrets_file_is_not_replaced_in_silence(tmp_path, text):
    (tmp_path / "secrets.json").write_text(text)
    with pytest.raises(LocalError, match=r"secrets\.json is damaged"):
        load_secrets(tmp_path)
    assert (tmp_path / "secrets.json").read_text() == text


def test_a_directory_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "var").write_text("a file where the directory should be")
    with pytest.raises(LocalError, match="cannot write to") as caught:
        prepare_directory(tmp_path / "var")
    assert "EXAMCENTER_VAR_DIR" in caught.value.fix


def test_a_log_that_has_grown_large_is_put_aside(tmp_path, monkeypatch):
    monkeypatch.setattr("examcenter.local.state._LOG_LIMIT_BYTES", 10)
    prepare_directory(tmp_path)
    (tmp_path / "log" / "web.log").write_text("more than ten bytes")
    prepare_directory(tmp_path)
    assert (tmp_path / "log" / "web.log.1").read_text() == "more than ten bytes"
    assert not (tmp_path / "log" / "web.log").exists()


def test_a_stale_lock_file_is_no_obstacle_but_is_told(tmp_path):
    (tmp_path / "run.lock").write_text("http://127.0.0.1:8000/ (process 1)\n")
    with only_run(tmp_path, address="here") as was_cut_short:
        assert was_cut_short
    with only_run(tmp_path, address="here") as was_cut_short:
        assert not was_cut_short


def test_production_is_not_run_with_embedded_defaults(monkeypatch):
    monkeypatch.setenv("EXAMCENTER_PRODUCTION", "1")
    with pytest.raises(LocalError, match="EXAMCENTER_PRODUCTION is set"):
        refuse_production()


def test_in_a_file_the_console_repeats_what_is_awaited_only_now_and_then(capsys):
    console = Console()
    for _ in range(50):
        console.wait("Waiting for: worker ...")
    console.wait("Waiting for: sandbox ...")
    assert len(capsys.readouterr().out.splitlines()) == 2
