"""Compares what a crowd was told with what the database holds."""

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from tests.load.book import text_of
from tests.load.stores import Store


@dataclass(frozen=True)
class Audit:
    """What became of the acknowledged saves."""

    n_acknowledged: int
    # Questions that hold one or more of them.
    n_answers: int
    # Older in the database than what was acknowledged, or not there at all.
    lost: tuple[str, ...]
    # Of the right number, with another text.
    spoilt: tuple[str, ...]


def audit_saves(journal: Path, store: Store) -> Audit:
    """Return whether every save in a journal is in the database, with the text that was typed.

    A draft is replaced by the next one, so the row must hold the newest acknowledged save of its
    question or one that was sent after it; each text tells its own number. Call it right after a
    crash too, while nobody can save: nothing newer hides then what went missing.
    """
    newest: dict[tuple[UUID, int], tuple[int, int]] = {}
    # Before the rows are read: what is acknowledged meanwhile is not asked for.
    lines = journal.read_text().split("\n")[:-1]
    for line in lines:
        student, attempt, number, sequence = line.split()
        newest[UUID(attempt), int(number)] = (int(sequence), int(student))
    query = "SELECT attempt_id, number, save_sequence, draft FROM exams_response WHERE is_current"
    stored = {
        (UUID(str(attempt)), int(str(number))): (int(str(sequence)), draft)
        for attempt, number, sequence, draft in store.read(query)
    }
    lost, spoilt = [], []
    for key, (told, who) in newest.items():
        held, draft = stored.get(key, (-1, {}))
        texts = set(_read(draft).values())
        where = f"attempt {key[0]} question {key[1]}: acknowledged {told}, found {held}"
        if held < told:
            lost.append(where)
        elif texts != {text_of(who, key[1], held)}:
            spoilt.append(f"{where} with {sorted(texts)}")
    return Audit(len(lines), len(newest), tuple(lost), tuple(spoilt))


def _read(draft: object) -> dict[str, str]:
    """Return a draft as a mapping: SQLite hands out its text."""
    found = json.loads(draft) if isinstance(draft, str) else draft
    assert isinstance(found, dict), draft
    return found
