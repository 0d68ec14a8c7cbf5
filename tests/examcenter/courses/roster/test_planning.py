"""What a list would do, and that doing it twice does it once."""

import time

import pytest

from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment, Group
from examcenter.courses.roles import Role
from examcenter.courses.roster.applying import PlanChanged, apply_roster
from examcenter.courses.roster.exporting import export_roster
from examcenter.courses.roster.planning import plan_roster
from examcenter.courses.roster.reading import read_text
from examcenter.exams.models import AuditEntry
from tests.examcenter.making import make_user


@pytest.fixture
def tess(places):
    return places["tess"]


def plan(text, actor, role=Role.STUDENT):
    return plan_roster(read_text(text), actor=actor, default_role=role)


def do(text, actor, now, role=Role.STUDENT, **options):
    made = plan(text, actor, role)
    return apply_roster(
        read_text(text),
        actor=actor,
        default_role=role,
        fingerprint=made.fingerprint,
        now=now,
        **options,
    )


def outcomes(made):
    return [(line.line, line.outcome) for line in made.lines]


def notes(made):
    return {line.line: "; ".join(line.notes) for line in made.lines}


LIST = """e-mail,username,name,group,role
new@example.org,,New Person,Monday,
CAROL@example.org,,Carol Somebody,,
ada@example.org,,Ada Lovelace,monday,assistant
ben@example.org,,,,student
new@example.org,,New Again,,
,ADA,,,
nonsense,,,,
"""


def test_the_report_says_what_newcomers_come_as(tess, places):
    known = make_user("dora")
    made = plan(
        "e-mail,username,group,role\n"
        "one@example.org,,,\n"
        "two@example.org,,Monday; Tuesday,assistant\n"
        f",{known.username},Monday,\n",
        tess,
    )
    assert notes(made) == {
        2: "",
        3: "Assistant; joins Monday, Tuesday",
        4: "joins Monday",
    }
    assert notes(plan("three@example.org", tess, Role.TEACHER)) == {1: "Teacher"}


def test_the_report_says_of_every_line_what_would_happen(tess):
    Group.objects.create(course=tess.course, name="MONDAY")
    made = plan(LIST, tess)
    assert outcomes(made) == [
        (2, "new"),
        (3, "joins"),
        (4, "changes"),
        (5, "same"),
        (6, "duplicate"),
        (7, "duplicate"),
        (8, "unreadable"),
    ]
    assert notes(made)[4] == "Student becomes Assistant; joins monday"
    assert notes(made)[6] == "the same person as in line 2"
    assert notes(made)[7] == "the same person as in line 4"
    assert made.groups_made == ()
    assert made.n_written == 3


def test_the_report_changes_nothing(tess, django_assert_num_queries):
    before = (User.objects.count(), Enrollment.objects.count())
    plan(LIST, tess)
    assert (User.objects.count(), Enrollment.objects.count()) == before


def test_a_plan_costs_the_same_queries_for_a_line_and_for_a_thousand(
    tess, django_assert_num_queries
):
    for n in (1, 1000):
        text = "".join(f"p{k}@example.net\n" for k in range(n))
        with django_assert_num_queries(5):
            plan(text, tess)


def test_applying_adds_joins_and_changes_and_tells_the_audit_log(tess, places, now):
    applied = do(LIST, tess, now)
    assert (applied.n_new, applied.n_joined, applied.n_changed, applied.n_groups) == (1, 1, 1, 1)
    new = User.objects.get(email="new@example.org")
    assert (new.username, new.get_full_name()) == ("new", "New Person")
    assert not new.has_usable_password()
    group = Group.objects.get(course=tess.course)
    assert set(group.members.values_list("user__username", flat=True)) == {"new", "ada"}
    assert Enrollment.objects.get(user=places["ada"].user).role == Role.ASSISTANT
    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert sorted(actions) == ["groups-made", "people-added", "role-changed"]


def test_a_second_time_changes_nothing(tess, now):
    do(LIST, tess, now)
    rows = list(Enrollment.objects.values_list("pk", "role").order_by("pk"))
    n_entries = AuditEntry.objects.count()
    again = do(LIST, tess, now)
    assert (again.n_new, again.n_joined, again.n_changed, again.n_groups) == (0, 0, 0, 0)
    assert list(Enrollment.objects.values_list("pk", "role").order_by("pk")) == rows
    assert AuditEntry.objects.count() == n_entries


def test_a_known_person_keeps_name_address_username_and_password(tess, cast, now):
    cast.ada.set_password("slide-multiply-sum")
    cast.ada.first_name = "Ada"
    cast.ada.save()
    known = User.objects.filter(pk__in=[cast.ada.pk, cast.carol.pk])
    before = list(known.values())
    text = (
        "username,e-mail,first name,last name\n"
        "ada,other@example.net,Eve,Evil\n"
        "evil,carol@example.org,Eve,Evil\n"
    )
    assert notes(plan(text, tess))[2] == "the name stays Ada; the e-mail address stays as it is"
    do(text, tess, now)
    assert list(known.values()) == before


def test_two_people_in_one_line_are_refused(tess):
    text = "username,e-mail\nada,ben@example.org\n"
    assert notes(plan(text, tess))[2] == "the address and the username are of two people"


def test_a_username_of_somebody_elsewhere_is_not_taken_for_this_person(tess):
    text = "username,e-mail\ncarol,caroline@example.net\n"
    made = plan(text, tess)
    assert outcomes(made) == [(2, "refused")]
    assert "carol@example.org" not in notes(made)[2]


def test_usernames_that_look_alike_are_one(tess):
    full_width = "\uff41\uff44\uff41"
    text = f"username\nADA\n{full_width}\nnew\nNEW\n"
    assert outcomes(plan(text, tess)) == [
        (2, "same"),
        (3, "duplicate"),
        (4, "new"),
        (5, "duplicate"),
    ]


def test_a_username_made_of_an_address_is_one_that_nobody_has(tess, now):
    do("ada@elsewhere.example\nada@third.example\n", tess, now)
    names = set(User.objects.filter(email__endswith=".example").values_list("username", flat=True))
    assert names == {"ada@elsewhere.example", "ada@third.example"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("e-mail,role\nx@example.org,owner\n", "only owners of the course may make owners"),
        ("e-mail,role\nada@example.org,owner\n", "only owners of the course may make owners"),
        ("e-mail,role\ncarol@example.org,owner\n", "only owners of the course may make owners"),
        ("e-mail,role\ntess@example.org,student\n", "a list does not change your own role"),
        ("e-mail,role\nolga@example.org,student\n", "owners are changed one by one"),
    ],
)
def test_a_list_gives_nobody_a_role_that_is_not_the_teachers_to_give(tess, text, why):
    made = plan(text, tess)
    assert made.n_written == 0
    assert why in notes(made)[2]


def test_owners_may_make_owners(places):
    made = plan("e-mail,role\nx@example.org,owner\n", places["olga"])
    assert outcomes(made) == [(2, "new")]


def test_what_is_done_is_what_was_looked_at(tess, now):
    text = "x@example.org\n"
    seen = plan(text, tess)
    make_user("x")
    with pytest.raises(PlanChanged) as changed:
        apply_roster(
            read_text(text),
            actor=tess,
            default_role=Role.STUDENT,
            fingerprint=seen.fingerprint,
            now=now,
        )
    assert outcomes(changed.value.plan) == [(1, "joins")]
    assert not Enrollment.objects.filter(user__username="x").exists()


def test_five_thousand_lines_take_seconds(tess, now):
    text = "e-mail,first name,last name,group\n" + "".join(
        f"person{n}@example.org,First{n},Last{n},Group {n % 20}\n" for n in range(5000)
    )
    started = time.process_time()
    applied = do(text, tess, now)
    took_s = time.process_time() - started
    assert (applied.n_new, applied.n_groups) == (5000, 20)
    assert took_s < 15, f"{took_s:.1f} s of processor time; about 4 are usual"


def test_the_export_can_be_read_in_again_and_holds_no_formula(tess, now):
    line = '=x@example.org,"=HYPERLINK(1)",@b,One|Two'
    do(f"e-mail,first name,last name,group\n{line}\no'brien@example.org,,,\n", tess, now)
    text = "".join(export_roster(tess.course))
    assert text.startswith("\ufeff")
    assert "'=HYPERLINK(1),'@b,'=x@example.org" in text
    assert all(not cell.startswith("=") for line in text.splitlines() for cell in line.split(","))
    again = plan(text, tess)
    assert {line.outcome for line in again.lines} == {"same"}


def test_the_export_costs_the_same_queries_however_many_there_are(
    tess, now, django_assert_num_queries
):
    for n in (3, 60):
        do("".join(f"q{k}@example.org\n" for k in range(n)), tess, now)
        with django_assert_num_queries(2):
            list(export_roster(tess.course))
