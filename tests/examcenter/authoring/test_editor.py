"""The editor: problems at their lines, any variant on request, and answers tried."""

import pytest
from django.urls import reverse

from examcenter.authoring.choosing import Wish
from examcenter.authoring.previewing import preview_text
from examcenter.authoring.reading import read_text
from examcenter.authoring.scanning import scan_text
from examcenter.authoring.starters import STARTERS, start_text
from questions.engine.document import load_question
from questions.engine.variants import variant_at
from questions.proof import prove
from tests.examcenter.authoring.desks import SLUG, newest

HTMX = {"HX-Request": "true"}


def _preview(text, **wish):
    return preview_text(read_text(text, SLUG), SLUG, Wish(**wish))


def _params(preview):
    return {field.name: field.value for field in preview.params}


@pytest.mark.parametrize("starter", STARTERS)
def test_every_starter_is_a_question_that_certifies(starter):
    text = start_text(starter, slug="a-b", title='Say "hi": #1', topic="pooling", level=2)
    question = load_question(text, filename="x")
    assert question.title == 'Say "hi": #1'
    proof = prove(question)
    assert proof.problems == ()
    assert proof.n_variants >= 4


def test_a_problem_names_line_key_found_and_expected(text):
    (problem,) = read_text(text.replace("{choice: [2, 3, 4]}", "{choice: two}"), SLUG).problems
    assert (problem.line, problem.key) == (9, "domain.F.choice")
    assert (problem.found, problem.expected) == ("the text 'two'", "a list of values")


@pytest.mark.parametrize("text", ["", "\x00", "[", "a: &x 1", "- " * 50, "x" * 200_000, "\ud800"])
def test_whatever_is_typed_is_answered_in_words(text):
    read = read_text(text, SLUG)
    assert read.question is None
    assert read.problems


def test_a_preview_shows_variants_by_their_certified_index(text):
    question = load_question(text, filename="x")
    proof = prove(question)
    scan = scan_text(text, SLUG)
    assert scan.is_whole
    assert scan.numbers.size == proof.n_variants
    preview = _preview(text, at=17)
    assert _params(preview) == {
        name: str(value) for name, value in variant_at(scan.certified, 17).params.items()
    }


def test_next_and_previous_walk_round(text):
    assert _preview(text, at=0, go="next").index == 1
    assert _preview(text, at=0, go="previous").index == 356
    assert _preview(text, at=356, go="next").index == 0


def test_an_index_that_is_not_there_is_said(text):
    preview = _preview(text, at=5000, go="number")
    assert preview.index == 0
    assert "There is no variant 5,001" in preview.notice


def test_parameters_lead_to_their_variant_or_say_why_not(text):
    params = {"W": "12", "F": "2", "S": "2"}
    assert _params(_preview(text, go="params", params=params)) == params
    refused = _preview(text, go="params", params={**params, "W": "13"})
    assert "(W - F) % S == 0 (the windows cover the input exactly)" in refused.notice
    nonsense = _preview(text, go="params", params={**params, "W": "many"})
    assert "W: found many, expected 8 to 64" in nonsense.notice


def test_a_separated_tuple_can_be_looked_at_and_is_no_variant(text):
    text = text.replace('value: "steps"', 'value: "max(steps, 4)"')
    preview = _preview(text, go="params", params={"W": "8", "F": "2", "S": "2"})
    assert not preview.is_certified
    assert "a separated mistake gives the key here" in preview.notice
    assert preview.parts[0].mistakes[0].is_key


def test_one_where_a_condition_holds_is_the_next_one_of_them(text):
    first = _preview(text, go="where", where="steps >= 60 and F == 4")
    second = _preview(text, at=first.index, go="where", where="steps >= 60 and F == 4")
    assert int(_params(first)["W"]) >= 64
    assert _params(first)["F"] == "4"
    assert second.index == first.index
    by_key = _preview(text, go="where", where="answer == 7")
    assert by_key.parts[0].key == "7"


def test_one_where_the_floor_matters_is_found_by_its_name(text):
    floors = text.replace('that: "(W - F) % S == 0"', 'that: "W >= F"')
    preview = _preview(floors, go="where", where="floor_active and S == 3")
    params = {name: int(value) for name, value in _params(preview).items()}
    assert (params["W"] - params["F"]) % params["S"] != 0
    assert params["S"] == 3


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("W > 1000", "No variant was found where W > 1000."),
        ("W +", "expected"),
        ("W + 1", "expected a condition"),
        ("nobody > 1", "unknown name"),
        ("__import__('os')", "expected"),
        ("W > " + "9" * 400, "at most 300"),
    ],
)
def test_a_condition_that_leads_nowhere_is_said(text, where, words):
    preview = _preview(text, at=3, go="where", where=where)
    assert preview.index == 3
    assert words in preview.notice


def test_every_stratum_has_a_button_that_leads_into_it(text):
    buttons = _preview(text).strata
    assert [button.words for button in buttons] == ["S = 1", "S = 2", "S = 3", "S = 4"]
    for button in buttons:
        preview = _preview(text, go=f"stratum-{button.label}")
        assert button.words == f"S = {_params(preview)['S']}"


def test_a_text_check_that_fails_is_said_and_the_variant_is_shown(text):
    broken = text.replace("{{steps}} + 1 = {{answer}}", "{{steps}} + 1 = {{steps}}")
    preview = _preview(broken)
    assert preview.parts[0].key
    assert any(failure.startswith("solution: ") for failure in preview.failures)


def test_a_domain_without_a_variant_says_so(text):
    preview = _preview(text.replace('"(W - F) % S == 0"', '"W > 900"'))
    assert preview.n_variants == 0
    assert "No tuple of the domain is left" in preview.notice


def test_a_wide_domain_is_walked_only_as_far_as_it_is_looked_at(text):
    wide = text.replace("[8, 64]", "[8, 100000]")
    preview = _preview(wide)
    assert not preview.is_whole
    far = _preview(wide, go="where", where="W > 99000")
    assert int(_params(far)["W"]) > 99_000
    assert far.is_certified


def test_a_tried_answer_is_marked_as_a_students_would_be(text):
    preview = _preview(text, go="try", answers={"answer": "1"})
    part = preview.parts[0]
    right = _preview(text, go="try", answers={"answer": f"{part.key} px"}).parts[0].tried
    steps = _preview(text, go="try", answers={"answer": part.mistakes[0].value}).parts[0].tried
    unread = _preview(text, go="try", answers={"answer": "<b>many</b>"}).parts[0].tried
    assert (right.state, right.understood) == ("right", part.key)
    assert steps.state == "wrong"
    assert steps.diagnosis == ("Starting position not counted (forgot-plus-one)",)
    assert dict(steps.receipt)["rule"] == "The whole number has to be exactly the key."
    assert unread.state == "unreadable"
    assert "<b>" not in unread.message_html


def test_an_earlier_answer_is_carried_forward_in_the_preview():
    text = start_text("parts", slug=SLUG, title="T", topic="parameters", level=3)
    params = {"W": "32", "F": "5", "C": "3", "K": "8"}
    answers = {"size": "27", "neurons": "5832"}
    preview = _preview(text, go="params", params=params, answers=answers)
    assert [part.tried.state for part in preview.parts] == ["wrong", "right"]


@pytest.mark.django_db
def test_checking_saves_nothing_and_answers_with_the_fragment(tess, draft, text):
    form = {"text": text.replace("level: 2", "level: 7"), "revision": "1"}
    reply = tess.post(reverse("authoring:check", args=[SLUG]), form, headers=HTMX)
    page = reply.content.decode()
    assert "<html" not in page
    assert 'data-line="4"' in page
    assert "a whole number from 1 to 4" in page
    assert newest().number == 1


@pytest.mark.django_db
def test_without_javascript_a_button_shows_the_whole_page_again(tess, draft, text):
    form = {"text": text.replace("\n", "\r\n"), "revision": "1", "at": "4", "go": "next"}
    reply = tess.post(reverse("authoring:check", args=[SLUG]), form)
    assert "<html" in reply.content.decode()
    assert "Variant 6 of 357" in reply.content.decode()
    assert reply.context["text"] == text


@pytest.mark.django_db
def test_what_is_typed_is_never_markup(tess, draft):
    form = {"text": 'id: "</textarea><script>alert(1)</script>"\n', "revision": "1"}
    reply = tess.post(reverse("authoring:check", args=[SLUG]), form)
    assert "<script>alert" not in reply.content.decode()


@pytest.mark.django_db
def test_the_page_works_for_every_shipped_question(tess):
    from questions.models import Question
    from tests.examcenter.publishing import publish_quickly

    publish_quickly()
    for slug in Question.objects.values_list("slug", flat=True):
        for name in ("edit", "certificate", "history"):
            assert tess.get(reverse(f"authoring:{name}", args=[slug])).status_code == 200, slug
