"""Answers that are no numbers, and numbers in odd dresses: read, or refused in words at no cost."""

import pytest
from django.urls import reverse
from django.utils import timezone

from examcenter.practice.services import draw_next
from questions.services import get_variant
from tests.examcenter.making import as_form, current, keys_as_text
from tests.examcenter.taking.conftest import JSON, link, save
from tests.examcenter.tokens import bearer_of

# Each is no number that could be an answer, however it is turned.
NO_NUMBERS = [
    "nan",
    "NaN",
    "inf",
    "-inf",
    "infinity",
    "1e999",
    "-1e999",
    "1e-999",
    "0x10",
    "1__0",
    "١٢٣",
    "--7",
    "7" * 200,
]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_told_so_and_costs_nothing(ada, attempt, text):
    reply = ada.post(link(attempt, "check"), as_form({"answer": text}), follow=True)
    assert reply.status_code == 200
    page = reply.content.decode()
    assert "This could not be read." in page or "Not yet." in page
    response = current(attempt, 1)
    mark = response.last_marks["answer"]
    if mark["state"] == "unreadable":
        assert mark["feedback"] and response.part_tries == {}
        ada.post(link(attempt, "check"), as_form(keys_as_text(attempt, 1)))
        assert current(attempt, 1).score == 1.0
    else:
        # Digits of another script are digits; what they say was read, and is wrong.
        assert text == "١٢٣"


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_practice_and_programs_say_so_as_well(ada, cast, attempt, client, text):
    sheet = draw_next(user=cast.ada, topic="output-size", now=timezone.now())
    variant = get_variant(version_id=sheet.version_id, index=sheet.variant_index)
    form = {f"answer-{part.name}": text for part in variant.parts}
    address = reverse("practice:check", args=[sheet.pk])
    assert ada.post(address, form, follow=True).status_code == 200
    reply = client.post(
        f"/api/v1/attempts/{attempt.pk}/responses/1/check",
        {"answers": {"answer": text}},
        content_type="application/json",
        headers={"Authorization": bearer_of(cast.ada)},
    )
    assert reply.status_code == 200
    part = reply.json()["parts"]["answer"]
    assert part["state"] in ("unreadable", "wrong")
    assert part["feedback"]


DRESSES = {
    "full-width": lambda text: text.translate({48 + n: 0xFF10 + n for n in range(10)}),
    "right-to-left marks": lambda text: f"\u200f{text}\u200f",
    "blanks": lambda text: f"\u00a0 {text}\u2009\t",
    "a decimal point": lambda text: f"{text}.0",
}


@pytest.mark.parametrize("dress", DRESSES)
def test_a_right_answer_is_right_in_any_dress_or_told_that_it_is_not_read(ada, attempt, dress):
    key = keys_as_text(attempt, 1)["answer"]
    ada.post(link(attempt, "check"), as_form({"answer": DRESSES[dress](key)}))
    response = current(attempt, 1)
    state = response.last_marks["answer"]["state"]
    assert state in ("right", "unreadable"), "a right answer must never be called wrong"
    if dress != "right-to-left marks":
        assert state == "right"


def test_a_million_digits_are_refused_in_words_and_kept_out(ada, attempt):
    save(ada, attempt, "12", sequence="1")
    for name in ("save", "check"):
        reply = ada.post(link(attempt, name), as_form({"answer": "9" * 10**6}), headers=JSON)
        assert (reply.status_code, reply.json()["code"]) == (400, "answer_refused")
        assert "1,000,000 characters long; at most 200" in reply.json()["detail"]
    assert current(attempt, 1).draft == {"answer": "12"}


def test_a_deep_document_is_an_answer_that_cannot_be_read(ada, attempt):
    """Matrices are read from lists: brackets without end are no list."""
    for text in ("[" * 200, "[" * 100 + "]" * 100, "(" * 200):
        reply = ada.post(link(attempt, "check"), as_form({"answer": text}), follow=True)
        assert "This could not be read." in reply.content.decode()
    assert current(attempt, 1).part_tries == {}
