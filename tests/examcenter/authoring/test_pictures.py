"""The pictures of a certificate say what it proved, in numbers that fit their frames."""

import re

import pytest
from django.urls import reverse

from examcenter.authoring.pictures import WIDTH, Band, draw_pictures
from examcenter.authoring.starters import STARTERS, start_text
from questions.engine.certified import Certified
from questions.engine.document import load_question
from questions.engine.library import read_folder
from questions.engine.variants import variant_at
from questions.proof import prove
from questions.publishing import BANK_DIR
from tests.examcenter.publishing import publish_quickly

DOCUMENTS = {
    **{
        name: start_text(name, slug="a-b", title="T", topic="pooling", level=2) for name in STARTERS
    },
    **{file.slug: file.text for file in read_folder(BANK_DIR)},
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_number_fits_and_every_variant_is_counted(name):
    question = load_question(DOCUMENTS[name], filename=name)
    proof = prove(question)
    pictures = draw_pictures(proof.certificate, question)
    bands: list[Band] = [*pictures.funnel.steps, *pictures.collisions, *pictures.strata]
    bands += pictures.shared.bands
    assert all(0 <= band.width <= WIDTH for band in bands)
    assert pictures.funnel.steps[-1].count == proof.n_variants
    markable = [part.name for part in question.parts if part.is_markable]
    assert [answers.part for answers in pictures.answers] == markable
    for answers in pictures.answers:
        for column in answers.columns:
            assert 0 <= column.x <= column.x + column.width <= WIDTH + 0.1
            assert 0 <= column.y <= column.y + column.height <= answers.height + 0.1
    for entry in proof.certificate["spread"]["parts"]:
        assert sum(count for _, count in entry["bars"]) + entry["n_others"] == proof.n_variants
    n_cells = (pictures.shared.same + pictures.shared.others).count("z")
    assert n_cells == 435


def test_the_bars_of_a_histogram_count_the_answers_in_their_range():
    question = load_question(DOCUMENTS["conv-output-size"], filename="x")
    proof = prove(question)
    certified = Certified.unpack(question, proof.certified)
    variants = (variant_at(certified, index) for index in range(certified.n_variants))
    keys = [int(str(variant.part("answer").key)) for variant in variants]
    (spread,) = proof.certificate["spread"]["parts"]
    assert spread["n_distinct"] == len(set(keys))
    shares = [keys.count(key) / len(keys) for key in set(keys)]
    assert spread["p_shared"] == pytest.approx(sum(share**2 for share in shares))
    for label, count in spread["bars"]:
        first, _, last = label.partition(" to ")
        low, high = int(first), int(last or first)
        assert count == sum(low <= key <= high for key in keys), label


def test_answers_over_many_decades_get_bars_of_equal_ratio():
    text = DOCUMENTS["parts"].replace("[16, 64]", "[8, 900]")
    spread = prove(load_question(text, filename="x")).certificate["spread"]["parts"]
    assert {entry["part"]: entry["is_log"] for entry in spread} == {"size": False, "neurons": True}


def test_a_mistake_that_stays_right_by_luck_is_noted_and_a_separated_one_is_left_out():
    text = DOCUMENTS["decimal"]
    question = load_question(text, filename="x")
    (left_out,) = draw_pictures(prove(question).certificate, question).collisions
    assert (left_out.is_noted, left_out.note) == (False, "separated: left out")
    question = load_question(text.replace("separated: true", "separated: false"), filename="x")
    (stays,) = draw_pictures(prove(question).certificate, question).collisions
    assert stays.is_noted
    assert stays.words == "right by luck on 20 %"


@pytest.mark.django_db
def test_a_version_with_older_numbers_is_drawn_from_its_variants(tess):
    from questions.models import QuestionVersion

    publish_quickly()
    version = QuestionVersion.objects.get(question__slug="same-padding")
    address = reverse("authoring:certificate", args=["same-padding"])
    drawn = tess.get(address).content.decode()
    version.certificate["spread"] = {"format": 0, "parts": [{"unknown": 1}]}
    version.save(update_fields=["certificate"])
    again = tess.get(address).content.decode()
    bars = re.compile(r'<rect class="bar"[^>]*>')
    assert bars.findall(again) == bars.findall(drawn) != []
