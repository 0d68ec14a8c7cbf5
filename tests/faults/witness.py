"""Counts in the database itself how often an attempt was finished and scored.

Triggers see every committed change, whichever process made it, and nothing that was rolled back.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.load.stores import Store

# What is counted, by the table and the column whose change tells of it.
_WATCHED = {
    "finished": ("exams_attempt", "finished_at"),
    "scored": ("exams_attempt", "scored_at"),
    "settled": ("exams_responsesubmission", "settled_at"),
}


@dataclass(frozen=True)
class Testimony:
    """What was counted over a run."""

    n_attempts: int
    n_finished: int
    # Attempts that were finished more than once, or scored more often than there was news: one
    # finish, and the verdict of each submission.
    finished_twice: tuple[str, ...]
    scored_twice: tuple[str, ...]
    # Submissions whose verdict was entered more than once, and answers with two submissions.
    settled_twice: tuple[str, ...]
    submitted_twice: tuple[str, ...]
    # Answers that were marked more often than once, which only the finish does in this exam.
    marked_twice: tuple[str, ...]
    n_submissions: int
    n_ungraded: int


def swear_in(store: Store) -> None:
    """Have the database count from now on."""
    store.execute("CREATE TABLE witness (what TEXT NOT NULL, id TEXT NOT NULL)")
    for what, (table, column) in _WATCHED.items():
        store.execute(*_triggers(store.name, what, table, column))


def _triggers(store: str, what: str, table: str, column: str) -> Iterator[str]:
    name, insert = f"witness_{what}", f"INSERT INTO witness VALUES ('{what}', NEW.id)"
    if store == "sqlite":
        yield (
            f"CREATE TRIGGER {name} AFTER UPDATE OF {column} ON {table} "
            f"WHEN NEW.{column} IS NOT OLD.{column} BEGIN {insert}; END"
        )
        return
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {insert}; RETURN NEW; END $$"
    )
    yield (
        f"CREATE TRIGGER {name} AFTER UPDATE OF {column} ON {table} FOR EACH ROW "
        f"WHEN (NEW.{column} IS DISTINCT FROM OLD.{column}) EXECUTE FUNCTION {name}()"
    )


def hear(store: Store) -> Testimony:
    """Return what was counted."""

    def number(query: str) -> int:
        return int(str(store.read(query)[0][0]))

    def more_than_once(query: str) -> tuple[str, ...]:
        return tuple(str(key) for (key,) in store.read(f"{query} GROUP BY 1 HAVING count(*) > 1"))

    scored = "SELECT id, count(*) FROM witness WHERE what = 'scored' GROUP BY id"
    news = (
        "SELECT response.attempt_id, count(*) FROM exams_responsesubmission link "
        "JOIN exams_response response ON response.id = link.response_id GROUP BY 1"
    )
    verdicts = {_key(attempt): int(str(n)) for attempt, n in store.read(news)}
    return Testimony(
        n_attempts=number("SELECT count(*) FROM exams_attempt"),
        n_finished=number("SELECT count(*) FROM exams_attempt WHERE finished_at IS NOT NULL"),
        finished_twice=more_than_once("SELECT id FROM witness WHERE what = 'finished'"),
        scored_twice=tuple(
            f"{attempt}: {n}"
            for attempt, n in store.read(scored)
            if int(str(n)) > 1 + verdicts.get(_key(attempt), 0)
        ),
        settled_twice=more_than_once("SELECT id FROM witness WHERE what = 'settled'"),
        submitted_twice=more_than_once("SELECT response_id FROM exams_responsesubmission"),
        marked_twice=more_than_once("SELECT response_id FROM exams_check"),
        n_submissions=number("SELECT count(*) FROM grader_submission"),
        n_ungraded=number("SELECT count(*) FROM grader_submission WHERE state <> 'graded'"),
    )


def _key(attempt: object) -> str:
    return str(attempt).replace("-", "")
