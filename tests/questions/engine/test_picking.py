"""Questions are dealt to places: none twice where avoidable, each equally often, in secret."""

from collections import Counter
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questions.engine.picking import Place, pick_questions, shuffle

NAMES = ("a", "b", "c", "d", "e", "f", "g")
places = st.lists(
    st.sets(st.sampled_from(NAMES), min_size=1).map(lambda names: tuple(sorted(names))),
    min_size=1,
    max_size=6,
)


def pick(candidates, *, turn=0, seed="ada:1", seen=(), secret="secret"):
    return pick_questions(
        secret,
        [Place(f"slot{n}", names) for n, names in enumerate(candidates)],
        deck="exam",
        seed=seed,
        turn=turn,
        seen=seen,
    )


def most_different(candidates):
    """Return how many different questions the places can have at most, by trying everything."""
    reachable: set[frozenset[str]] = {frozenset()}
    for names in candidates:
        reachable |= {chosen | {name} for chosen in reachable for name in names}
    return max(len(chosen) for chosen in reachable)


def most_new(left):
    return most_different([names for names in left if names]) if any(left) else 0


@given(candidates=places, turn=st.integers(0, 500), seed=st.text(max_size=5))
def test_every_place_gets_one_of_its_own_and_none_comes_twice_where_that_is_avoidable(
    candidates, turn, seed
):
    picked = pick(candidates, turn=turn, seed=seed)
    assert all(name in names for name, names in zip(picked, candidates, strict=True))
    assert len(set(picked)) == most_different(candidates)


@given(n_names=st.integers(1, 7), n_places=st.integers(1, 9), n_students=st.integers(1, 60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_each_question_of_a_list_is_given_out_equally_often(n_names, n_places, n_students):
    counts = Counter(dict.fromkeys(NAMES[:n_names], 0))
    for student in range(n_students):
        hand = pick([NAMES[:n_names]] * n_places, turn=student, seed=str(student))
        counts.update(hand)
        assert max(Counter(hand).values()) - n_places // n_names <= 1
    assert max(counts.values()) - min(counts.values()) <= 1


@given(candidates=places, turn=st.integers(0, 50))
def test_a_second_attempt_meets_new_questions_as_far_as_there_are_any(candidates, turn):
    first = pick(candidates, turn=turn)
    second = pick(candidates, turn=turn + 1, seed="ada:2", seen=first)
    left = [tuple(set(names) - set(first)) for names in candidates]
    n_new = len(set(second) - set(first))
    assert (
        n_new == most_different([names for names in left if names] or [()])
        if any(left)
        else not n_new
    )


def test_neighbours_differ_and_the_order_of_a_deck_needs_the_secret():
    hands = [pick([NAMES], turn=turn) for turn in range(7)]
    assert all(one != other for one, other in pairwise(hands))
    assert hands != [pick([NAMES], turn=turn, secret="another") for turn in range(7)]
    # The next seven come in another order, or whoever sits seven turns later would know.
    assert hands != [pick([NAMES], turn=turn) for turn in range(7, 14)]


def test_which_place_gets_which_card_of_a_hand_depends_on_the_student():
    orders = {tuple(pick([NAMES] * 7, seed=f"student{n}:1")) for n in range(20)}
    assert len(orders) > 10


def test_what_one_place_must_have_is_left_to_it():
    for turn in range(12):
        picked = pick([NAMES[:3], ("a",), NAMES[:3]], turn=turn)
        assert sorted(picked) == ["a", "b", "c"]
        assert picked[1] == "a"


def test_a_shuffled_order_belongs_to_its_seed():
    assert shuffle("secret", NAMES, "ada") == shuffle("secret", NAMES, "ada")
    assert sorted(shuffle("secret", NAMES, "ada")) == list(NAMES)
    assert len({tuple(shuffle("secret", NAMES, f"student{n}")) for n in range(20)}) > 15
