"""The gradebook: who is in it, what counts, how it sorts, what it costs."""

from datetime import timedelta

import pytest

from examcenter.courses.models import Enrollment, Group
from examcenter.exams.anonymity import number_of
from examcenter.exams.gradebook.book import columns_of
from examcenter.exams.gradebook.course_book import course_book
from examcenter.exams.gradebook.desk import open_desk
from examcenter.exams.gradebook.look import Look
from examcenter.exams.gradebook.page import gradebook_page
from examcenter.exams.gradebook.response_page import marking_page
from examcenter.exams.models import Response, Slot
from examcenter.exams.services import start_attempt
from questions.models import Question
from tests.examcenter.exams.gradebook.conftest import sit
from tests.examcenter.making import enroll, make_course, make_exam, make_user


def show(exam, user, now, **query):
    return gradebook_page(open_desk(user, exam.pk, now), Look.from_query(query))


def labels(page):
    return [line.label for line in page.lines]


def test_a_draft_adds_nothing_to_the_points_of_the_course(exam, cast, now, adas):
    make_exam(cast.course, "draft", ["two-parts"], published_at=None)
    place = Enrollment.objects.select_related("course").get(user=cast.tess)
    book = course_book(place, now, "")

    assert [head.title for head in book.exams] == ["Final"]
    assert (book.points_words, book.lines[0].total, book.lines[0].share) == ("3", "1", "33 %")


@pytest.fixture
def class_of_four(exam, cast, now, adas):
    """Ada has 1 of 3, Ben 3 of 3, Cleo runs, Dan has not come."""
    for name in ("cleo", "dan"):
        enroll(cast.course, make_user(name))
    sit(exam, cast.ben, now, right=(1, 2))
    cleo = Enrollment.objects.get(user__username="cleo").user
    start_attempt(user=cleo, exam_id=exam.pk, now=now)
    return exam


def test_every_student_has_a_row_with_the_attempt_that_counts(class_of_four, cast, now):
    page = show(class_of_four, cast.tess, now)

    rows = {line.label: (line.points, line.statuses[0][0]) for line in page.lines}
    assert rows == {
        "ada": ("1", "finished"),
        "ben": ("3", "finished"),
        "cleo": ("", "running"),
        "dan": ("", "not_started"),
    }
    assert [mark.words for mark in page.lines[0].marks] == ["1", "0"]
    assert (page.n_students, page.n_finished, page.mean_words) == (4, 2, "67 %")


def test_the_best_of_several_attempts_counts(exam, cast, now, adas):
    sit(exam, cast.ada, now + timedelta(minutes=1), right=(1, 2))
    sit(exam, cast.ada, now + timedelta(minutes=2), right=())

    line = show(exam, cast.tess, now).lines[0]
    assert (line.points, line.n_attempts) == ("3", 3)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["ada", "ben", "cleo", "dan"]),
        ("-name", ["dan", "cleo", "ben", "ada"]),
        ("-points", ["ben", "ada", "cleo", "dan"]),
        ("points", ["ada", "ben", "cleo", "dan"]),
        ("rubbish", ["ada", "ben", "cleo", "dan"]),
    ],
)
def test_it_sorts_and_who_has_nothing_comes_last(class_of_four, cast, now, sort, order):
    assert labels(show(class_of_four, cast.tess, now, sort=sort)) == order


def test_it_sorts_by_a_question(class_of_four, cast, now):
    second = Slot.objects.get(section__exam=class_of_four, position=2)

    page = show(class_of_four, cast.tess, now, sort=f"-q{second.pk}")
    assert labels(page)[0] == "ben"
    assert [head.aria for head in page.heads] == ["", "descending"]


def test_it_is_filtered_by_text_group_and_status(class_of_four, cast, now):
    group = Group.objects.create(course=cast.course, name="Lab 1")
    group.members.add(Enrollment.objects.get(user=cast.ben))

    def found(**query):
        return labels(show(class_of_four, cast.tess, now, **query))

    assert found(q="AD") == ["ada"]
    assert found(group=str(group.pk)) == ["ben"]
    assert found(status="running") == ["cleo"]
    assert found(group="no id", status="no status", page="99999999") == found()


def test_sections_gather_their_questions(exam, cast, now, adas):
    page = show(exam, cast.tess, now, columns="sections")

    assert [head.words for head in page.heads] == ["Section 1"]
    assert [mark.words for mark in page.lines[0].marks] == ["1"]


def test_an_adjusted_mark_stands_out(exam, cast, now, adas):
    Response.objects.filter(attempt=adas, number=2).update(adjusted_score=0.5)
    line = show(exam, cast.tess, now).lines[0]

    assert [(mark.words, mark.note) for mark in line.marks] == [("1", ""), ("1", "*")]
    assert [name for name, _ in line.statuses] == ["finished", "adjusted"]


def test_late_and_overdue_attempts_say_so(exam, cast, now, adas):
    exam.closes_at, exam.late_until_at = now - timedelta(hours=1), now + timedelta(hours=1)
    exam.save()
    start_attempt(user=cast.ben, exam_id=exam.pk, now=now)
    exam.attempts.filter(user=cast.ben).update(deadline_at=now - timedelta(seconds=5))

    page = show(exam, cast.tess, now)
    assert [line.statuses[0][0] for line in page.lines] == ["late", "overdue"]


def test_names_are_numbers_until_the_release(exam, cast, now, adas, browser):
    exam.is_anonymous = True
    exam.save()
    tess = browser(cast.tess)
    text = tess.get(f"/exams/{exam.pk}/gradebook/").content.decode()
    marked = tess.get(f"/exams/{exam.pk}/gradebook/{adas.pk}/1/").content.decode()
    log = tess.get(f"/courses/{cast.course.pk}/log/").content.decode()
    assert not [page for page in (text, marked, log) if ">ada" in page or "ada " in page]
    page = show(exam, cast.tess, now)
    assert all(len(label) == 9 and label[4] == "-" for label in labels(page))
    assert labels(show(exam, cast.tess, now, q="ada")) == []
    assert labels(show(exam, cast.tess, now)) == labels(page)

    exam.released_at = now
    exam.save()
    assert labels(show(exam, cast.tess, now)) == ["ada", "ben"]


def test_the_way_to_the_next_student_stays_at_the_question_of_a_shuffled_exam(
    exam, cast, adas, now
):
    bens = sit(exam, cast.ben, now)
    first, second = Response.objects.filter(attempt=bens).order_by("number")
    for response, number in ((first, 9), (second, 1), (first, 2)):
        Response.objects.filter(pk=response.pk).update(number=number)
    desk = open_desk(cast.tess, exam.pk, now)

    assert marking_page(desk, adas, 1).next_link.endswith(f"/{bens.pk}/2/")
    assert marking_page(desk, bens, 1).previous_link.endswith(f"/{adas.pk}/2/")
    assert marking_page(desk, adas, 1).previous_link == ""


def test_numbers_are_other_ones_in_another_exam(exam, cast, bank, now):
    other = make_exam(cast.course, "other", ["one-side"], is_anonymous=True)
    exam.is_anonymous = True
    exam.save()

    assert set(labels(show(exam, cast.tess, now))).isdisjoint(labels(show(other, cast.tess, now)))


def test_columns_of_lists_are_told_apart_by_what_is_in_them(bank, cast, django_assert_num_queries):
    exam = make_exam(cast.course, "lists", ["one-side"])
    section = exam.sections.get()
    questions = list(Question.objects.order_by("title")[:3])
    for position, n in ((2, 1), (3, 2), (4, 3)):
        slot = Slot.objects.create(section=section, position=position, source="list", points=1)
        slot.choices.set(questions[:n])
    first = questions[0].title
    with django_assert_num_queries(2):
        columns = columns_of(exam)
    assert [column.title for column in columns[1:]] == [
        *(first, f"{first} or 1 other", f"{first} or one of 2 others"),
    ]


@pytest.mark.parametrize("n_more", [0, 12])
def test_the_number_of_queries_is_constant(
    exam, cast, now, adas, browser, n_more, django_assert_num_queries
):
    for number in range(n_more):
        user = make_user(f"student{number}")
        enroll(cast.course, user)
        sit(exam, user, now)
    desk = open_desk(cast.tess, exam.pk, now)
    with django_assert_num_queries(7):
        gradebook_page(desk, Look())
    tess = browser(cast.tess)
    tess.get(f"/courses/{cast.course.pk}/gradebook/")
    with django_assert_num_queries(6):
        tess.get(f"/courses/{cast.course.pk}/gradebook/")


def test_a_release_in_the_middle_of_an_exam_says_who_still_works(exam, cast, now, adas, browser):
    tess, page = browser(cast.tess), f"/exams/{exam.pk}/gradebook/release/"
    assert "not finished yet" not in tess.get(page).content.decode()
    start_attempt(user=cast.ben, exam_id=exam.pk, now=now)
    text = tess.get(page).content.decode()
    assert "One attempt is not finished yet" in text
    assert "may see right answers while others still work" in text


PAGES = ["", "decide/", "release/", "grades.csv", "responses.xlsx", "{attempt}/1/", "{attempt}/"]


@pytest.mark.parametrize("page", PAGES)
def test_each_role_opens_what_is_its_own(exam, cast, asa, adas, browser, page):
    stranger = make_user("stranger")
    enroll(make_course("elsewhere"), stranger, Enrollment.Role.TEACHER)
    address = f"/exams/{exam.pk}/gradebook/{page.format(attempt=adas.pk)}"
    assistant = 403 if page in ("decide/", "release/") else 200

    def status(user):
        return browser(user).get(address, follow=True).status_code

    assert [status(user) for user in (cast.tess, asa, cast.ada, stranger)] == [
        200,
        assistant,
        403,
        404,
    ]


@pytest.mark.parametrize(("page", "assistant"), [("gradebook/", 200), ("log/", 403)])
def test_pages_of_the_course_are_for_its_staff(cast, asa, adas, browser, page, assistant):
    address = f"/courses/{cast.course.pk}/{page}"
    people = (cast.tess, asa, cast.ada, cast.carol)

    assert [browser(user).get(address).status_code for user in people] == [
        200,
        assistant,
        403,
        404,
    ]


def test_an_attempt_of_another_exam_is_not_here(exam, cast, bank, adas, browser):
    other = make_exam(cast.course, "other", ["one-side"])
    address = f"/exams/{other.pk}/gradebook/{adas.pk}/1/"

    assert browser(cast.tess).get(address).status_code == 404


def test_the_grades_of_the_rest_interface_hide_names_too(exam, cast, adas, browser):
    exam.is_anonymous = True
    exam.save()
    text = browser(cast.tess).get(f"/api/v1/exams/{exam.pk}/grades").content.decode()

    assert "ada" not in text and str(cast.ada.public_id) not in text
    assert number_of(exam, cast.ada) in text


@pytest.mark.parametrize("sort", ["q99999999999999999999999", "-q", "q\u0663", "password"])
def test_an_order_that_no_column_has_is_none(exam, cast, adas, browser, sort):
    reply = browser(cast.tess).get(f"/exams/{exam.pk}/gradebook/", {"sort": sort})

    assert reply.status_code == 200
