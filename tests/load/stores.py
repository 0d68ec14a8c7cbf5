"""The databases that a service under load keeps its rows in: each can be read past it, and hit."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

import psycopg

from examcenter.local import child
from tests.fixtures.seeded import copy_seeded, fill_bank
from tests.fixtures.servers import PostgresServer

Rows = list[tuple[object, ...]]


class Store(Protocol):
    """A database under a running service."""

    name: str
    # What the service needs in its environment to use it.
    settings: Mapping[str, str]

    def fill(self) -> None:
        """Make the tables, and put the published bank into them."""

    def read(self, query: str) -> Rows:
        """Return the rows of a query, past everything that is under test."""

    def execute(self, *statements: str) -> None:
        """Run statements, past everything that is under test."""

    def hit(self) -> str:
        """Do to it what a power cut or a crash would, bring it back, and say what was done."""


# Takes the write lock, spoils every draft, says so, and never commits.
_SPOILER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE exams_response SET draft = '{}', save_sequence = 0, saved_at = NULL")
print("spoilt", flush=True)
time.sleep(600)
"""


class SqliteStore:
    """A file; there is no server to kill, so what is killed is a writer inside its transaction."""

    name = "sqlite"
    settings: Mapping[str, str] = {}

    def __init__(self, path: Path) -> None:
        self.path = path

    def fill(self) -> None:
        """Take a copy of the file that was made for all."""
        copy_seeded(self.path)

    def read(self, query: str) -> Rows:
        """Return the rows of a query."""
        with closing(sqlite3.connect(self.path, timeout=60)) as connection:
            return connection.execute(query).fetchall()

    def execute(self, *statements: str) -> None:
        """Run statements."""
        with closing(sqlite3.connect(self.path, timeout=60, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    def hit(self) -> str:
        """Kill a writer after it has overwritten every draft and before it commits."""
        with subprocess.Popen(
            [sys.executable, "-c", _SPOILER, str(self.path)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=partial(child.die_with_parent, signal.SIGKILL, os.getpid()),
        ) as writer:
            assert writer.stdout is not None
            try:
                assert writer.stdout.readline() == "spoilt\n"
            finally:
                writer.kill()
        return "writer inside its transaction"


class PostgresStore:
    """A server of its own, which writes to disk before it says that something is committed."""

    name = "postgresql"

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self.settings: Mapping[str, str] = {
            "EXAMCENTER_DATABASE_URL": server.url("examcenter"),
        }

    def fill(self) -> None:
        """Make the tables and take over the proofs."""
        fill_bank(self.settings)

    def read(self, query: str) -> Rows:
        """Return the rows of a query."""
        with psycopg.connect(self.server.url("examcenter"), autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def execute(self, *statements: str) -> None:
        """Run statements."""
        with psycopg.connect(self.server.url("examcenter"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def hit(self) -> str:
        """Kill the postmaster and start it again on what it left."""
        self.server.kill()
        self.server.start_again()
        return "postmaster"


@contextmanager
def open_store(name: str, var_dir: Path) -> Iterator[Store]:
    """Have a database for the length of a block."""
    if name == "sqlite":
        yield SqliteStore(var_dir / "db.sqlite3")
        return
    server = PostgresServer(is_durable=True)
    try:
        yield PostgresStore(server)
    finally:
        server.stop()
