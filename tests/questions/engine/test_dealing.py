"""Strata are dealt like cards: all quizzes have one profile, all strata come equally often."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

import questions
from questions.engine.certificate import certify
from questions.engine.dealing import deals_for, index_for
from questions.engine.document import load_question
from tests.questions.engine.documents import DOCUMENT, load

N_STUDENTS = 10_000
BANK = Path(questions.__file__).parent / "bank"
# Seven slots: one question three times, another one twice, and all of them between others.
QUIZ = (
    "stack-without-padding",
    "conv-output-size-floor",
    "pool-ceil-mode",
    "stack-without-padding",
    "conv-output-size-floor",
    "tensorflow-same",
    "stack-without-padding",
)


@pytest.fixture(scope="module")
def bank():
    texts = {slug: (BANK / f"{slug}.yaml").read_text(encoding="utf-8") for slug in set(QUIZ)}
    return {
        slug: certify(load_question(text, filename=slug)).certified for slug, text in texts.items()
    }


@pytest.fixture(scope="module")
def class_of_students(bank):
    """Return the stratum that each of 10,000 students gets in each slot."""
    slots = [(slug, len(bank[slug].strata)) for slug in QUIZ]
    profiles = []
    for student in range(N_STUDENTS):
        deals = deals_for(slots, student)
        indices = [
            index_for("secret", f"{student}:{place}", bank[slug], deal=deals[place])
            for place, slug in enumerate(QUIZ)
        ]
        profiles.append(
            [int(bank[slug].labels[index]) for slug, index in zip(QUIZ, indices, strict=True)]
        )
    return profiles


def spread(strata, n_strata):
    """Return by how much the most frequent stratum is ahead of the rarest."""
    counts = Counter(strata)
    return max(counts.values()) - min(counts.get(place, 0) for place in range(n_strata))


def test_no_student_has_more_than_one_question_more_of_a_stratum(bank, class_of_students):
    for slug in set(QUIZ):
        places = [place for place, other in enumerate(QUIZ) if other == slug]
        for profile in class_of_students:
            assert spread([profile[place] for place in places], len(bank[slug].strata)) <= 1


def test_over_all_students_no_stratum_is_off_by_more_than_one_question(bank, class_of_students):
    for place, slug in enumerate(QUIZ):
        dealt = [profile[place] for profile in class_of_students]
        n_strata = len(bank[slug].strata)
        assert n_strata > 2
        assert spread(dealt, n_strata) <= 1
        # and so it is for any group that starts one after another, such as a lab session
        for first in range(0, N_STUDENTS, 997):
            assert spread(dealt[first : first + 31], n_strata) <= 1


def test_neighbours_get_different_strata_in_every_slot(class_of_students):
    for one, other in pairwise(class_of_students):
        assert all(a != b for a, b in zip(one, other, strict=True))


def test_without_a_deal_the_same_class_would_be_uneven(bank):
    """The draw by HMAC alone is fair, and yet off by dozens: this is what dealing is for."""
    certified = bank["pool-ceil-mode"]
    drawn = [index_for("secret", f"{n}:0", certified) for n in range(N_STUDENTS)]
    assert spread(certified.labels[drawn].tolist(), len(certified.strata)) > 10


def test_different_questions_with_as_many_strata_share_the_profile():
    """Six questions of two strata: three of each for everybody, though no question comes twice."""
    slots = [(f"question-{n}", 2) for n in range(6)] + [("other", 3)]
    for turn in range(10):
        places = [
            deal % n_strata
            for deal, (_, n_strata) in zip(deals_for(slots, turn), slots, strict=True)
        ]
        assert Counter(places[:6]) == {0: 3, 1: 3}


def test_the_order_of_the_slots_does_not_tear_a_question_apart():
    deals = deals_for([("a", 2), ("b", 2), ("a", 2), ("c", 4)], turn=5)
    assert deals == [5, 7, 6, 5]


@pytest.fixture(scope="module")
def small():
    return certify(load(DOCUMENT, ("strata: [S]", "strata: [W]"))).certified


def test_the_variant_of_a_deal_never_changes(small):
    indices = [index_for("secret", f"student-{n}", small, deal=n) for n in range(6)]
    again = [index_for("secret", f"student-{n}", small, deal=n) for n in range(6)]
    assert indices == again
    assert [int(small.labels[index]) for index in indices] == [0, 1, 2, 3, 4, 5]
    assert indices != [index_for("other", f"student-{n}", small, deal=n) for n in range(6)]


def test_a_stratum_that_is_used_up_gives_way_to_the_next(small):
    n_strata = len(small.strata)
    seen = set(small.strata[3].tolist())
    index = index_for("secret", "x", small, seen, deal=3)
    assert int(small.labels[index]) == 4
    everything = set(range(small.n_variants))
    last = everything - set(small.strata[2].tolist())
    assert int(small.labels[index_for("secret", "x", small, last, deal=3 + n_strata)]) == 2
    assert index_for("secret", "x", small, everything, deal=3) in set(small.strata[3].tolist())


def test_within_its_stratum_a_deal_draws_evenly(small):
    stratum = small.strata[5].tolist()
    drawn = Counter(
        index_for("secret", f"student-{n}", small, deal=5) for n in range(600 * len(stratum))
    )
    assert set(drawn) == set(stratum)
    # Five standard deviations of a fair die of that size.
    assert all(abs(count - 600) < 5 * 600**0.5 for count in drawn.values())
