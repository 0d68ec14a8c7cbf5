"""The services of the bank: issue, keys, marks and solutions by version and index."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from questions.answers import AnswerFormatError, NotComparableError
from questions.errors import QuestionNotFound
from questions.services import (
    IssuedVariant,
    deal_variant,
    get_variant,
    issue_variant,
    issue_variants,
    keys_of,
    mark_answer,
    misconceptions_shown,
    open_versions,
    publish_bank,
    worked_solution,
)
from tests.questions.bank_folder import write_bank, write_small_bank
from tests.questions.engine.documents import DOCUMENT, change
from tests.questions.engine.grid_documents import GRIDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(tmp_path):
    publish_bank(write_small_bank(tmp_path))
    return tmp_path


@pytest.fixture
def tiny(bank):
    """Return the variant of the second case of the question with parts."""
    first = issue_variant(slug="first-layer", seed="any")
    for index in range(first.n_variants):
        others = [other for other in range(first.n_variants) if other != index]
        variant = issue_variant(slug="first-layer", seed="any", avoid=others)
        if variant.params["net"] == "Tiny":
            return variant
    raise AssertionError("no variant is Tiny")


def test_the_same_seed_gives_the_same_variant(bank):
    one = issue_variant(slug="output-size", seed="ada:1:1")
    assert one == issue_variant(slug="output-size", seed="ada:1:1")
    seeds = [issue_variant(slug="output-size", seed=f"ada:1:{n}").index for n in range(20)]
    assert len(set(seeds)) > 5


def test_another_secret_gives_other_variants(bank, settings):
    def draw():
        return [issue_variant(slug="output-size", seed=f"{n}").index for n in range(20)]

    before = draw()
    settings.VARIANT_SECRET = "another"
    assert draw() != before


def test_many_are_the_same_as_one_by_one_with_one_look_at_the_database(
    bank, django_assert_num_queries
):
    seeds = [f"student {n}" for n in range(60)]
    one_by_one = [issue_variant(slug="first-layer", seed=seed) for seed in seeds]
    with django_assert_num_queries(1):
        many = issue_variants(slug="first-layer", seeds=seeds)
    assert many == one_by_one
    with pytest.raises(QuestionNotFound):
        issue_variants(slug="no-such-question", seeds=seeds)


def test_an_issued_variant_is_made_again_as_it_was(bank):
    issued = issue_variant(slug="output-size", seed="ada:1:1")

    assert get_variant(version_id=issued.version_id, index=issued.index) == issued
    with pytest.raises(QuestionNotFound):
        get_variant(version_id=issued.version_id, index=issued.n_variants)


def test_a_misconception_shows_where_its_answer_is_wrong(bank):
    issued = issue_variant(slug="output-size", seed="ada:1:1")
    key = keys_of(version_id=issued.version_id, index=issued.index)["answer"]
    shown = misconceptions_shown(version_id=issued.version_id, index=issued.index)["answer"]

    assert "forgot-plus-one" in shown
    mark = mark_answer(
        version_id=issued.version_id, index=issued.index, part="answer", raw=str(key - 1)
    )
    assert set(mark.diagnosis) <= shown


def test_what_was_seen_is_avoided(bank):
    seen = {issue_variant(slug="output-size", seed="ada").index}
    for _ in range(30):
        index = issue_variant(slug="output-size", seed="ada", avoid=seen).index
        assert index not in seen
        seen.add(index)


def test_an_issued_variant_survives_json_and_holds_no_key(bank):
    variant = issue_variant(slug="output-size", seed="ada")
    assert IssuedVariant.from_json(json.loads(json.dumps(variant.to_json()))) == variant
    fields = set(variant.to_json()) | set(variant.to_json()["parts"][0])
    assert not fields & {"key", "keys", "answer", "value", "names", "solution"}


def test_an_issued_part_says_what_to_ask_for(tiny):
    volume, neurons, sharing = tiny.parts
    assert (volume.kind, volume.axes, volume.points) == ("shape", ("height", "width", "depth"), 2)
    assert (neurons.label, neurons.prompt) == ("Neurons", "How many neurons is that?")
    assert [(option.id, option.text) for option in sharing.options] == [
        ("helps", "Yes, with 7 filters"),
        ("hurts", "No"),
    ]
    again = IssuedVariant.from_json(json.loads(json.dumps(tiny.to_json())))
    assert again == tiny


def test_a_part_of_code_names_its_problem_and_has_no_key(bank):
    variant = issue_variant(slug="write-conv2d", seed="ada")
    assert [(part.kind, part.problem) for part in variant.parts] == [("code", "conv2d")]
    place: dict[str, Any] = {"version_id": variant.version_id, "index": variant.index}
    assert keys_of(**place) == {}
    assert worked_solution(**place)["answer"].answer == ""
    with pytest.raises(NotComparableError):
        mark_answer(**place, part="answer", raw="def conv2d(): pass")


def test_keys_are_json_for_the_server(tiny):
    keys = keys_of(version_id=tiny.version_id, index=tiny.index)
    assert json.loads(json.dumps(keys)) == {
        "volume": [5, 5, 7],
        "neurons": 175,
        "sharing": "helps",
    }


def test_an_answer_is_marked_with_the_versions_that_marked_it(tiny):
    place: dict[str, Any] = {"version_id": tiny.version_id, "index": tiny.index}
    mark = mark_answer(**place, part="volume", raw="5 × 5 × 7")
    assert mark.is_right
    assert mark.receipt["versions"]["question"] == "first-layer"
    assert mark.receipt["versions"]["version"] == "1"
    wrong = mark_answer(**place, part="volume", raw="(4, 4, 7)")
    assert wrong.diagnosis == ("forgot-plus-one",)


def test_an_earlier_error_is_carried_forward(tiny):
    place: dict[str, Any] = {"version_id": tiny.version_id, "index": tiny.index}
    earlier = {"volume": "4x4x7"}
    assert mark_answer(**place, part="neurons", raw="112", earlier=earlier).score == 1
    assert mark_answer(**place, part="neurons", raw="112").score == 0


def test_the_worked_solution_ends_at_the_key(tiny):
    worked = worked_solution(version_id=tiny.version_id, index=tiny.index)
    assert worked["neurons"].lines == (r"$5^2 \cdot 7 = 175$",)
    assert worked["neurons"].answer == "175"
    assert worked["volume"].answer == "5 × 5 × 7"


def test_what_cannot_be_read_has_a_code(tiny):
    with pytest.raises(AnswerFormatError) as caught:
        mark_answer(version_id=tiny.version_id, index=tiny.index, part="neurons", raw="many")
    assert caught.value.code


@pytest.mark.parametrize(
    "wrong", [{"version_id": 10**9}, {"index": 99}, {"index": -1}, {"part": "nothing"}]
)
def test_what_does_not_exist_is_not_found(tiny, wrong):
    place: dict[str, Any] = {
        "version_id": tiny.version_id,
        "index": tiny.index,
        "part": "neurons",
        "raw": "1",
    }
    with pytest.raises(QuestionNotFound):
        mark_answer(**{**place, **wrong})
    with pytest.raises(QuestionNotFound):
        issue_variant(slug="unknown", seed="ada")


def test_a_new_version_leaves_the_variants_of_the_old_one_alone(bank):
    old = issue_variant(slug="output-size", seed="ada")
    key = keys_of(version_id=old.version_id, index=old.index)
    write_bank(bank, output_size=change(DOCUMENT, ("[8, 20]", "[9, 30]")))
    publish_bank(bank)
    new = issue_variant(slug="output-size", seed="ada")
    assert (old.version, new.version) == (1, 2)
    assert keys_of(version_id=old.version_id, index=old.index) == key
    raw = str(key["answer"])
    assert mark_answer(version_id=old.version_id, index=old.index, part="answer", raw=raw).is_right


def test_a_later_change_of_a_misconception_does_not_renumber_a_published_version(bank, monkeypatch):
    from questions.editions import _place
    from questions.misconceptions import MISCONCEPTIONS

    before = issue_variant(slug="output-size", seed="ada")
    changed = dict(MISCONCEPTIONS)
    changed["padding-counted-once"] = MISCONCEPTIONS["padding-ignored"]
    monkeypatch.setattr("questions.engine.evaluation.MISCONCEPTIONS", changed)
    _place.cache_clear()
    assert issue_variant(slug="output-size", seed="ada") == before


def test_issuing_and_marking_take_few_queries(bank, django_assert_num_queries):
    variant = issue_variant(slug="output-size", seed="ada")
    with django_assert_num_queries(1):
        issue_variant(slug="output-size", seed="ben")
    with django_assert_num_queries(1):
        mark_answer(version_id=variant.version_id, index=variant.index, part="answer", raw="7")


def test_what_mistakes_give_is_worked_out_once_for_a_variant(bank, monkeypatch):
    from questions.editions import _made
    from questions.engine.evaluation import wrong_values

    calls: list[str] = []

    def counted(question: Any, part: Any, use: Any, names: Any) -> Any:
        calls.append(use.id)
        return wrong_values(question, part, use, names)

    monkeypatch.setattr("questions.engine.variants.wrong_values", counted)
    issued = issue_variant(slug="output-size", seed="ada")
    place: Any = {"version_id": issued.version_id, "index": issued.index, "part": "answer"}
    first = [mark_answer(**place, raw=str(size)) for size in range(1, 40)]
    assert sorted(set(calls)) == sorted(calls)
    assert any(mark.diagnosis for mark in first)
    _made.cache_clear()
    assert [mark_answer(**place, raw=str(size)) for size in range(1, 40)] == first


def test_a_question_with_grids_is_issued_marked_and_worked_out(tmp_path):
    publish_bank(write_bank(tmp_path, small_map=GRIDS))
    issued = issue_variant(slug="small-map", seed="ada")
    place: Any = {"version_id": issued.version_id, "index": issued.index}
    key = keys_of(**place)["answer"]
    assert json.loads(json.dumps(key)) == key
    assert (issued.parts[0].rows, issued.parts[0].columns) == (len(key), len(key[0]))
    assert set(issued.grids) == {"image", "kernel"}
    assert mark_answer(**place, part="answer", raw=str(key)).score == 1
    wrong = mark_answer(
        **place, part="answer", raw=str([[cell + 1 for cell in row] for row in key])
    )
    assert wrong.score == 0
    assert "row" in wrong.feedback or "None of" in wrong.feedback or wrong.diagnosis
    assert worked_solution(**place)["answer"].answer.split("; ")[0] == " ".join(map(str, key[0]))
    assert IssuedVariant.from_json(json.loads(json.dumps(issued.to_json()))) == issued


def test_a_version_is_compiled_once_though_many_ask_at_once(monkeypatch):
    from questions import editions

    made: list[int] = []
    start = Barrier(8)

    def compile_slowly(version_id: int) -> Any:
        made.append(version_id)
        time.sleep(0.05)
        return object()

    def ask(_: int) -> Any:
        start.wait()
        return editions._load(-1, "many ask at once")

    monkeypatch.setattr(editions, "_compile", compile_slowly)
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(ask, range(8)))
    assert made == [-1]
    assert len(found) == 1


def test_answers_are_marked_by_versions_at_hand_without_a_query(bank, django_assert_num_queries):
    variant = issue_variant(slug="output-size", seed="ada")
    place: Any = {"part": "answer", "raw": "7"}
    with django_assert_num_queries(1):
        versions = open_versions([variant.version_id])
    with django_assert_num_queries(0):
        mark = versions.mark(variant.version_id, variant.index, **place)
    assert mark == mark_answer(version_id=variant.version_id, index=variant.index, **place)
    with pytest.raises(QuestionNotFound, match="expected one that was opened"):
        versions.mark(variant.version_id + 1, 0, **place)


def test_what_is_dealt_carries_its_keys(bank):
    dealt = deal_variant(slug="output-size", seed="ada")
    assert dealt.variant == issue_variant(slug="output-size", seed="ada")
    place = {"version_id": dealt.variant.version_id, "index": dealt.variant.index}
    assert dealt.keys == keys_of(**place) != {}
