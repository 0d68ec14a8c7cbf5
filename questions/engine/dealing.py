"""Who gets which variant: a stratum first, then an index in it; no random stream is involved.

The index is drawn by HMAC. The stratum is either the one that a person has seen least of, or is
dealt like cards: in the order of the strata, from one student to the next and from one slot to the
next. Then all quizzes have the same profile, and every stratum is used as often as any other.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from questions.engine.certified import Certified


def index_for(
    secret: str,
    seed_text: str,
    certified: Certified,
    avoid: Collection[int] = (),
    *,
    deal: int | None = None,
) -> int:
    """Return the variant for a seed; the same seed and deal always give the same one.

    With ``deal``, a whole number, the stratum is the next in turn: another deal by one is another
    stratum. Without, it is drawn from those that ``avoid`` (what was seen already) holds least of,
    so that somebody who goes on practising meets all of them. A variant to avoid comes again only
    when all have been seen. Nobody without the secret can tell the index.
    """
    seen = {index for index in avoid if 0 <= index < certified.n_variants}
    if len(seen) == certified.n_variants:
        seen = set()
    if not certified.n_variants:
        raise IndexError(f"{certified.question.slug}: found no variant, expected at least one")
    digest = hmac.digest(secret.encode(), seed_text.encode(), hashlib.sha256)
    if not seen:
        return _first_index(digest, certified, deal)
    seen_in: dict[int, list[int]] = {place: [] for place in range(len(certified.strata))}
    for index in sorted(seen):
        seen_in[int(certified.labels[index])].append(index)
    fresh = [place for place in seen_in if len(seen_in[place]) < certified.strata[place].size]
    if deal is None:
        fewest = min(len(seen_in[place]) for place in fresh)
        places = [place for place in fresh if len(seen_in[place]) == fewest]
        # 128 bits each: the remainder of so large a number favours none that anyone could notice.
        place = places[int.from_bytes(digest[:16]) % len(places)]
    else:
        place = min(fresh, key=lambda place: (place - deal) % len(seen_in))
    stratum, taken = certified.strata[place], seen_in[place]
    choice = int.from_bytes(digest[16:]) % (stratum.size - len(taken))
    for position in np.searchsorted(stratum, taken).tolist():
        choice += position <= choice
    return int(stratum[choice])


def _first_index(digest: bytes, certified: Certified, deal: int | None) -> int:
    """Return the index of a digest for somebody who has seen nothing yet: no need to count."""
    strata = certified.strata
    chosen = int.from_bytes(digest[:16]) if deal is None else deal
    stratum = strata[chosen % len(strata)]
    return int(stratum[int.from_bytes(digest[16:]) % stratum.size])


def deals_for(slots: Sequence[tuple[str, int]], turn: int) -> list[int]:
    """Return the deal of each slot of a quiz, for the student whose turn it is.

    A slot is the name of its question and how many strata that has; turns are 0, 1, 2 and so on.
    Slots of one question get deals in a row, and so do all slots with as many strata: a student
    meets each stratum equally often, as far as the numbers allow, and so do students in each slot.
    """
    order = sorted(range(len(slots)), key=lambda place: (slots[place], place))
    n_before: Counter[int] = Counter()
    deals = [0] * len(slots)
    for place in order:
        n_strata = slots[place][1]
        deals[place] = turn + n_before[n_strata]
        n_before[n_strata] += 1
    return deals
