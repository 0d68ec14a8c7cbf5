"""Another system's roster: who is meant, what is refused, and that the last one decides."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examcenter.accounts.models import User
from examcenter.courses.errors import ExternalIdTaken, LastOwner, RoleNotYours, RowRefused
from examcenter.courses.models import Departure, Enrollment, Group
from examcenter.courses.roles import Role
from examcenter.courses.roster.entries import Entry, read_entries, read_entry
from examcenter.courses.roster.matching import Meant
from examcenter.courses.roster.writing import SyncWish, put_person, sync_roster
from examcenter.courses.services.people import remove_place, restore_place
from examcenter.courses.signals import roster_changed
from examcenter.exams.models import Accommodation, AuditEntry
from tests.examcenter.making import enroll, make_user


@pytest.fixture
def tess(places):
    return places["tess"]


@pytest.fixture
def olga(places):
    return places["olga"]


def row(external_id, role="student", **more):
    return {"external_id": external_id, "role": role, **more}


def sync(actor, rows, mode="merge", **wish):
    return sync_roster(
        read_entries(rows), actor=actor, wish=SyncWish(mode=mode, **wish), now=timezone.now()
    )


def entry_of(external_id, role="student", **more):
    entry = read_entry(row(external_id, role, **more))
    assert isinstance(entry, Entry)
    return entry


def outcomes(synced):
    return [line.outcome for line in synced.plan.lines if line.row is not None]


def reasons(synced):
    return {line.row: (line.steps, line.why) for line in synced.plan.lines if line.why}


def roster_of(course):
    """Return who is in a course as what, as another system sees it."""
    places = Enrollment.objects.filter(course=course).prefetch_related("groups")
    return {
        place.external_id or place.user.username: (
            place.role,
            tuple(sorted(group.name for group in place.groups.all())),
        )
        for place in places.select_related("user")
    }


def test_a_roster_makes_joins_and_changes_people(tess, cast):
    synced = sync(
        tess,
        [
            row("1", email="new@example.org", given_name="New", family_name="Person"),
            row("2", email="carol@example.org", groups=["Monday"]),
            row("3", username="ADA", role="assistant"),
            row("4", email="ben@example.org"),
        ],
    )
    assert outcomes(synced) == ["created", "created", "changed", "changed"]
    new = User.objects.get(email="new@example.org")
    assert (new.username, new.get_full_name(), new.has_usable_password()) == (
        "new",
        "New Person",
        False,
    )
    places = {place.external_id: place for place in Enrollment.objects.exclude(external_id="")}
    assert {key: place.user.username for key, place in places.items()} == {
        "1": "new",
        "2": "carol",
        "3": "ada",
        "4": "ben",
    }
    assert places["3"].role == Role.ASSISTANT
    # Carol's account is of others' making: nobody here gets a link to it.
    assert (places["1"].made_account, places["2"].made_account) == (True, False)
    assert [group.name for group in places["2"].groups.all()] == ["Monday"]


def test_the_same_roster_again_changes_nothing(tess):
    rows = [row("1", given_name="A", groups=["Monday"]), row("2", email="b@example.org")]
    sync(tess, rows, "replace", roles=("student",))
    before = list(Enrollment.objects.order_by("pk").values())
    n_entries = AuditEntry.objects.count()
    again = sync(tess, rows, "replace", roles=("student",))
    assert outcomes(again) == ["unchanged", "unchanged"]
    assert list(Enrollment.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.count() == n_entries


def test_a_dry_run_says_the_same_and_does_nothing(tess):
    rows = [row("1", email="new@example.org"), row("2", username="ada")]
    before = list(Enrollment.objects.order_by("pk").values())
    tried = sync(tess, rows, "replace", is_dry_run=True)
    assert list(Enrollment.objects.order_by("pk").values()) == before
    assert not User.objects.filter(email="new@example.org").exists()
    assert sync(tess, rows, "replace").plan.counts == tried.plan.counts


def test_the_external_id_decides_before_the_address(tess, cast):
    Enrollment.objects.filter(user=cast.ada).update(external_id="7")
    synced = sync(tess, [row("7", email="ben@example.org", given_name="Somebody")])
    (line,) = synced.plan.lines
    assert (line.outcome, line.place.user) == ("unchanged", cast.ada)
    assert line.notes == (
        "the name stays as the account has it",
        "the e-mail address stays as the account has it",
    )
    cast.ada.refresh_from_db()
    assert (cast.ada.email, cast.ada.first_name) == ("ada@example.org", "")


@pytest.mark.parametrize(
    ("said", "steps", "why"),
    [
        ({"username": "ada", "email": "ben@example.org"}, ("username",), "of two people"),
        ({"username": "ada", "email": "x@example.org"}, ("username",), "another e-mail address"),
        ({"email": "tess@example.org", "role": "owner"}, ("role",), "your own role"),
        ({"email": "olga@example.org"}, ("role",), "owners are changed one by one"),
        ({"given_name": "A", "role": "owner"}, ("role",), "only owners"),
        ({"given_name": "A", "groups": ["external:no"]}, ("groups", 0), "no group of this id"),
    ],
)
def test_what_may_mean_somebody_else_or_is_not_ones_to_do_is_refused(
    tess, places, said, steps, why
):
    before = roster_of(tess.course)
    synced = sync(tess, [row("1", **said)])
    (line,) = synced.plan.lines
    assert (line.outcome, line.steps) == ("refused", steps)
    assert why in line.why
    assert roster_of(tess.course) == before


@pytest.mark.parametrize(
    ("bad", "steps"),
    [
        ("nobody", ()),
        ({"role": "student"}, ("external_id",)),
        ({"external_id": "1"}, ("role",)),
        ({"external_id": "1", "role": "program"}, ("role",)),
        ({"external_id": "1", "role": ["student"]}, ("role",)),
        ({"external_id": 1, "role": "student"}, ("external_id",)),
        ({"external_id": "1" * 201, "role": "student"}, ("external_id",)),
        ({"external_id": "a\x00b", "role": "student"}, ("external_id",)),
        ({"external_id": "a\ud800b", "role": "student"}, ("external_id",)),
        ({"external_id": "1", "role": "student", "email": "x"}, ("email",)),
        ({"external_id": "1", "role": "student", "username": "a b"}, ("username",)),
        ({"external_id": "1", "role": "student", "username": "a@b"}, ("username",)),
        ({"external_id": "1", "role": "student", "groups": "Monday"}, ("groups",)),
        ({"external_id": "1", "role": "student", "groups": ["A", ""]}, ("groups", 1)),
        ({"external_id": "1", "role": "student", "name": "x"}, ("name",)),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_alone_with_the_place_that_is_wrong(tess, bad, steps):
    synced = sync(tess, [bad, row("2", given_name="Good")])
    assert outcomes(synced) == ["refused", "created"]
    assert synced.plan.lines[0].steps == steps
    assert synced.plan.lines[0].why


def test_the_same_person_twice_is_taken_once(tess):
    synced = sync(
        tess,
        [
            row("1", email="a@example.org"),
            row("1", email="b@example.org"),
            row("2", email="A@example.org"),
            row("3", username="ada"),
            row("4", email="ada@example.org"),
        ],
    )
    assert outcomes(synced) == ["created", "refused", "refused", "changed", "refused"]
    assert reasons(synced)[2][1] == "the same person as in row 0"


def test_a_whole_roster_takes_others_out_but_never_the_owner_or_who_asks(tess, places):
    synced = sync(tess, [row("1", username="ada")], "replace")
    assert roster_of(tess.course).keys() == {"1", "tess", "olga"}
    assert {line.place.user.username: line.why for line in synced.plan.with_outcome("kept")} == {
        "tess": "this is your own place",
        "olga": "only owners of the course may take an owner out",
    }


def test_an_owner_takes_other_owners_out_and_stays(olga, cast):
    enroll(olga.course, cast.carol, Role.OWNER)
    sync(olga, [], "replace")
    assert roster_of(olga.course) == {"olga": ("owner", ())}


def test_a_whole_roster_may_speak_of_students_only(tess, places):
    sync(tess, [row("1", username="ada")], "replace", roles=("student",))
    assert roster_of(tess.course).keys() == {"1", "tess", "olga", "anna"}


def test_nobody_is_taken_out_while_a_bad_row_may_mean_them(tess):
    synced = sync(tess, [row("1", email="nonsense")], "replace")
    assert synced.plan.with_outcome("removed") == []
    assert "a row that was refused may mean this person" in {
        line.why for line in synced.plan.with_outcome("kept")
    }


def test_a_bad_row_of_somebody_known_keeps_that_person_alone(tess, cast):
    Enrollment.objects.filter(user=cast.ada).update(external_id="7")
    sync(tess, [{"external_id": "7", "role": "nonsense"}], "replace", roles=("student",))
    assert roster_of(tess.course).keys() == {"7", "tess", "olga", "anna"}


def test_who_comes_back_is_the_same_person_in_the_same_place(tess):
    sync(tess, [row("1", given_name="Only", family_name="Known by id")])
    before = Enrollment.objects.get(external_id="1")
    sync(tess, [], "replace", roles=("student",))
    assert not Enrollment.objects.filter(external_id="1").exists()
    synced = sync(tess, [row("1", given_name="Only")])
    after = Enrollment.objects.get(external_id="1")
    assert outcomes(synced) == ["created"]
    assert (after.pk, after.user_id, after.made_account) == (before.pk, before.user_id, True)
    assert not Departure.objects.filter(external_id="1").exists()


def test_an_id_that_was_somebody_elses_is_not_handed_on(tess, cast):
    sync(tess, [row("1", email="first@example.org")])
    sync(tess, [], "replace", roles=("student",))
    synced = sync(tess, [row("1", email="carol@example.org")])
    assert reasons(synced)[0] == (
        ("external_id",),
        "was somebody else's in this course before",
    )


def test_a_closed_account_is_not_taken_in(tess, cast):
    User.objects.filter(pk=cast.carol.pk).update(is_active=False)
    synced = sync(tess, [row("1", username="carol")])
    assert reasons(synced)[0] == (("username",), "the account is closed")


def test_groups_are_exactly_those_that_are_said(tess, cast):
    Group.objects.create(course=tess.course, name="Lab", external_id="g1")
    sync(tess, [row("1", username="ada", groups=["Monday", "external:g1"])])
    assert roster_of(tess.course)["1"] == ("student", ("Lab", "Monday"))
    sync(tess, [row("1", username="ada")])
    assert roster_of(tess.course)["1"] == ("student", ("Lab", "Monday"))
    sync(tess, [row("1", username="ada", groups=["MONDAY"])])
    assert roster_of(tess.course)["1"] == ("student", ("Monday",))
    sync(tess, [row("1", username="ada", groups=[])])
    assert roster_of(tess.course)["1"] == ("student", ())


def test_more_time_by_a_group_is_not_lost_to_a_roster(tess, cast):
    group = Group.objects.create(course=tess.course, name="More time")
    place = Enrollment.objects.get(user=cast.ada)
    place.groups.add(group)
    Accommodation.objects.create(
        course=tess.course,
        group=group,
        extra_time_s=600,
        reason="a test",
        created_by=cast.tess,
        created_at=timezone.now(),
    )
    synced = sync(tess, [row("1", username="ada", groups=["Monday"])])
    assert roster_of(tess.course)["1"] == ("student", ("Monday", "More time"))
    assert synced.plan.lines[0].notes == (
        "stays in More time: accommodations were granted to this group",
    )


def test_a_roster_of_hundreds_costs_a_few_queries_more_than_one_of_one(
    tess, django_assert_max_num_queries
):
    spent = []
    for size, mark in ((1, "a"), (400, "b")):
        rows = [
            row(f"{mark}{n}", email=f"{mark}{n}@example.net", groups=[f"G{mark}"])
            for n in range(size)
        ]
        with django_assert_max_num_queries(60) as queries:
            sync(tess, rows, "replace", roles=("assistant",))
        spent.append(len(queries))
    # Hundreds go to the database in a few batches.
    assert spent[1] <= spent[0] + 6


def test_it_tells_of_what_it_changed_and_of_nothing_else(tess):
    heard = []

    def hear(sender, counts, course_id, **_):
        heard.append((course_id, counts))

    roster_changed.connect(hear)
    try:
        sync(tess, [row("1", given_name="A")])
        sync(tess, [row("1", given_name="A")])
        sync(tess, [], "replace", roles=("student",))
    finally:
        roster_changed.disconnect(hear)
    assert heard == [
        (tess.course_id, {"added": 1, "changed": 0, "removed": 0}),
        (tess.course_id, {"added": 0, "changed": 0, "removed": 3}),
    ]


def test_one_person_is_changed_by_the_rules_of_the_page(tess, olga, cast):
    now = timezone.now()
    ada = Enrollment.objects.select_related("user").get(user=cast.ada)
    entry = entry_of("9", role="owner")
    with pytest.raises(RoleNotYours):
        put_person(entry, actor=tess, now=now, meant=Meant(ada, ada.user))
    place, is_new = put_person(entry, actor=olga, now=now, meant=Meant(ada, ada.user))
    assert (place.role, place.external_id, is_new) == ("owner", "9", False)
    with pytest.raises(ExternalIdTaken):
        put_person(entry_of("9"), actor=olga, now=now, meant=Meant(tess, tess.user))
    with pytest.raises(RowRefused, match="no group of this id"):
        put_person(entry_of("10", groups=["external:x"]), actor=olga, now=now)


def test_the_last_owner_stays_one_by_one_as_well(olga):
    with pytest.raises(LastOwner):
        put_person(
            entry_of("1", role="teacher"),
            actor=olga,
            now=timezone.now(),
            meant=Meant(olga, olga.user),
        )


def test_an_undo_on_the_page_brings_the_external_id_back(tess, cast, now):
    Enrollment.objects.filter(user=cast.ada).update(external_id="7")
    before = Enrollment.objects.get(user=cast.ada)
    undo = remove_place(actor=tess, place_id=before.pk, now=now)
    restore_place(actor=tess, undo=undo, now=now)
    after = Enrollment.objects.get(user=cast.ada)
    assert (after.pk, after.external_id) == (before.pk, "7")


PEOPLE = [
    {"external_id": "a", "email": "aa@example.net"},
    {"external_id": "b", "username": "bee"},
    {"external_id": "c", "given_name": "Cee"},
    {"external_id": "d", "email": "carol@example.org"},
    {"external_id": "e", "username": "ada"},
]
ROWS = st.lists(
    st.tuples(
        st.integers(0, len(PEOPLE) - 1),
        st.sampled_from(["student", "assistant", "teacher"]),
        st.lists(st.sampled_from(["Monday", "Tuesday", "Lab"]), unique=True, max_size=3),
    ),
    max_size=5,
    unique_by=lambda chosen: chosen[0],
)
PATIENT = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def rows_of(chosen):
    return [{**PEOPLE[n], "role": role, "groups": groups} for n, role, groups in chosen]


@given(
    before=st.lists(st.tuples(st.sampled_from(["merge", "replace"]), ROWS), max_size=3), last=ROWS
)
@PATIENT
def test_what_a_course_ends_up_with_depends_on_the_last_whole_roster_alone(
    tess, cast, before, last
):
    # Examples share the course on purpose: whatever came before, the last roster decides.
    for mode, chosen in before:
        sync(tess, rows_of(chosen), mode)
    synced = sync(tess, rows_of(last), "replace")
    expected = {PEOPLE[n]["external_id"]: (role, tuple(sorted(groups))) for n, role, groups in last}
    assert synced.plan.with_outcome("refused") == []
    assert roster_of(tess.course) == {**expected, "tess": ("teacher", ()), "olga": ("owner", ())}
    again = sync(tess, rows_of(last), "replace")
    assert set(outcomes(again)) <= {"unchanged"}
    assert again.plan.counts["removed"] == 0
    # However often somebody left and came back, they are one person.
    assert User.objects.filter(email="aa@example.net").count() <= 1
    assert User.objects.filter(first_name="Cee").count() <= 1


def test_a_program_in_the_course_is_no_person_of_a_roster(tess):
    robot = make_user("robot")
    User.objects.filter(pk=robot.pk).update(is_active=False)
    Enrollment.objects.create(course=tess.course, user=robot, role="program")
    synced = sync(tess, [row("1", username="robot")], "replace")
    assert outcomes(synced) == ["refused"]
    assert Enrollment.objects.filter(user=robot, role="program").exists()
