"""Rosters and groups over the interface: by the LMS's own ids, reported row by row."""

import json

import pytest

from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment, Group
from examcenter.courses.roles import Role
from tests.examcenter.making import enroll, make_course, make_user


@pytest.fixture
def url(cast):
    """Return the address of the course."""
    return f"/api/v1/courses/{cast.course.pk}"


@pytest.fixture
def people(url):
    """Return the address of its people."""
    return f"{url}/enrollments"


def row(external_id, role="student", **more):
    return {"external_id": external_id, "role": role, **more}


def put(client, people, rows, mode="merge", **more):
    return client.put(people, {"mode": mode, "enrollments": rows, **more})


def test_the_report_names_every_row_and_the_value_that_is_wrong(tess, people):
    answer = put(
        tess,
        people,
        [
            row("1", email="new@example.org", groups=["Monday"]),
            row("2", email="ada@example.org"),
            row("3", email="nonsense"),
            row("4", username="ben", groups=["Monday", "external:none"]),
        ],
    )
    assert answer.status_code == 200
    report = answer.json()
    assert [(line["pointer"], line["outcome"]) for line in report["rows"]] == [
        ("/enrollments/0", "created"),
        ("/enrollments/1", "changed"),
        ("/enrollments/2/email", "refused"),
        ("/enrollments/3/groups/1", "refused"),
    ]
    assert report["counts"] == {
        "created": 1,
        "changed": 1,
        "unchanged": 0,
        "removed": 0,
        "kept": 0,
        "refused": 2,
    }
    place = Enrollment.objects.get(external_id="1")
    assert report["rows"][0]["enrollment"] == str(place.pk)
    assert report["rows"][0]["user"] == str(place.user.public_id)
    # Nothing of a refused row was done.
    assert Enrollment.objects.get(user__username="ben").groups.count() == 0


def test_repeating_a_whole_roster_changes_nothing(tess, people):
    rows = [row("1", given_name="A"), row("2", username="ada", groups=["Monday"])]
    first = put(tess, people, rows, "replace")
    before = tess.get(people).json()
    again = put(tess, people, rows, "replace")
    assert first.json()["counts"]["removed"] == 1
    assert again.json()["counts"]["unchanged"] == 2
    assert sum(again.json()["counts"].values()) == 3
    assert tess.get(people).json() == before


def test_a_dry_run_does_nothing_and_tells_nothing_of_strangers(tess, people, cast):
    answer = put(
        tess,
        people,
        [row("1", email="carol@example.org"), row("2", given_name="New")],
        "replace",
        dry_run=True,
    ).json()
    assert answer["dry_run"] is True
    assert [line["outcome"] for line in answer["rows"]] == [
        "created",
        "created",
        "removed",
        "removed",
        "kept",
    ]
    assert (answer["rows"][0]["user"], answer["rows"][0]["username"]) == (None, "")
    assert "carol" not in json.dumps(answer["rows"][0])
    assert Enrollment.objects.filter(course=cast.course).count() == 3


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"mode": "merge"}, "/enrollments"),
        ({"enrollments": []}, "/mode"),
        ({"mode": "all", "enrollments": []}, "/mode"),
        ({"mode": "merge", "enrollments": {}}, "/enrollments"),
        ({"mode": "merge", "enrollments": [{}] * 10_001}, "/enrollments"),
        ({"mode": "replace", "roles": ["program"], "enrollments": []}, "/roles"),
    ],
)
def test_what_is_no_roster_is_refused_whole(tess, people, body, pointer):
    refused = tess.put(people, body)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_request")
    assert refused.json()["errors"][0]["pointer"] == pointer


def test_a_roster_may_be_larger_than_other_bodies_and_no_larger_than_its_bound(tess, people):
    rows = [row(str(n), given_name="x" * 140) for n in range(6000)]
    assert len(json.dumps(rows)) > 1024 * 1024
    assert put(tess, people, rows, dry_run=True).json()["counts"]["created"] == 6000
    refused = put(tess, people, [row("1", given_name="x" * 9_000_000)])
    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")


def test_one_person_is_added_changed_taken_out_and_brought_back(tess, people, cast):
    one = f"{people}/external:sis:7"
    body = {"email": "seven@example.org", "role": "student", "groups": ["Monday"]}
    made = tess.put(one, body)
    assert made.status_code == 201
    shown = made.json()
    assert (shown["external_id"], shown["user"]["email"]) == ("sis:7", "seven@example.org")
    assert [group["name"] for group in shown["groups"]] == ["Monday"]
    assert tess.get(made["Location"]).json() == shown
    assert tess.get(one).json() == shown
    again = tess.put(one, body)
    assert (again.status_code, again.json()) == (200, shown)
    changed = tess.put(made["Location"], {"role": "assistant"})
    assert (changed.json()["role"], changed.json()["external_id"]) == ("assistant", "sis:7")
    assert tess.delete(one).status_code == 204
    assert tess.delete(one).json()["code"] == "person_not_found"
    assert tess.get(made["Location"]).status_code == 404
    back = tess.put(made["Location"], {"role": "student"})
    assert back.status_code == 201
    assert (back.json()["id"], back.json()["user"]) == (shown["id"], shown["user"])


def test_an_external_id_with_a_slash_is_an_address(tess, people):
    assert tess.put(f"{people}/external:a/b", {"role": "student"}).status_code == 201
    assert tess.get(f"{people}/external:a%2Fb").json()["external_id"] == "a/b"


@pytest.mark.parametrize(
    ("ref", "body", "status", "code"),
    [
        ("external:1", {"role": "owner"}, 409, "enrollment_refused"),
        ("external:1", {"role": "student", "groups": ["external:x"]}, 409, "enrollment_refused"),
        ("external:1", {"role": "student", "email": "x"}, 400, "invalid_request"),
        ("external:1", {"role": "student", "external_id": "2"}, 400, "invalid_request"),
        ("external:1", {"role": "program"}, 400, "invalid_request"),
        ("00000000-0000-0000-0000-000000000000", {"role": "student"}, 404, "person_not_found"),
        ("------------------------------------", {"role": "student"}, 404, "person_not_found"),
    ],
)
def test_one_person_who_cannot_be_taken_is_refused(tess, people, ref, body, status, code):
    refused = tess.put(f"{people}/{ref}", body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_refused_person_says_which_value_is_wrong(tess, people):
    refused = tess.put(f"{people}/external:1", {"role": "student", "groups": ["external:x"]})
    assert refused.json()["errors"][0]["pointer"] == "/groups/0"


def test_nobody_gives_a_role_over_the_interface_that_is_not_theirs(tess, people, cast):
    ada = Enrollment.objects.get(user=cast.ada).pk
    refused = tess.put(f"{people}/{ada}", {"role": "owner"})
    assert (refused.status_code, refused.json()["code"]) == (403, "role_not_yours")
    own = Enrollment.objects.get(user=cast.tess).pk
    enroll(cast.course, make_user("olga"), Role.OWNER)
    assert tess.put(f"{people}/{own}", {"role": "owner"}).json()["code"] == "role_not_yours"


def test_an_id_that_somebody_has_is_not_given_twice(tess, people, cast):
    tess.put(f"{people}/external:1", {"username": "ada", "role": "student"})
    ben = Enrollment.objects.get(user=cast.ben).pk
    refused = tess.put(f"{people}/{ben}", {"external_id": "1", "role": "student"})
    assert (refused.status_code, refused.json()["code"]) == (409, "external_id_taken")


def test_somebody_of_another_course_is_not_there(tess, people, cast):
    place = enroll(make_course("other"), cast.carol)
    for method in ("get", "delete"):
        assert getattr(tess, method)(f"{people}/{place.pk}").status_code == 404
    assert tess.put(f"{people}/{place.pk}", {"role": "student"}).status_code == 404


def test_people_are_found_by_role_group_and_ids(tess, people, cast):
    put(tess, people, [row("1", username="ada", groups=["Monday"])])
    group = Group.objects.get(name="Monday")
    Group.objects.filter(pk=group.pk).update(external_id="g/1")
    for query, names in (
        ({"role": "teacher"}, {"tess"}),
        ({"group": str(group.pk)}, {"ada"}),
        ({"group": "external:g/1"}, {"ada"}),
        ({"external_id": "1"}, {"ada"}),
        ({"username": "BEN"}, {"ben"}),
        ({"limit": 1000}, {"ada", "ben", "tess"}),
    ):
        found = tess.get(people, query).json()["results"]
        assert {line["user"]["username"] for line in found} == names
    assert tess.get(people, {"group": "external:no"}).json()["code"] == "group_not_found"
    assert tess.get(people, {"nonsense": "1"}).json()["code"] == "unknown_parameter"


def test_who_changed_since_is_told(tess, people):
    before = tess.get(people).json()["results"]
    newest = max(line["updated_at"] for line in before)
    put(tess, people, [row("1", username="ada", groups=["Monday"])])
    rows = tess.get(people, {"updated_since": newest}).json()["results"]
    assert rows[-1]["user"]["username"] == "ada"
    group = rows[-1]["groups"][0]["id"]
    tess.put(f"{people.removesuffix('enrollments')}groups/{group}/members", {"members": []})
    later = tess.get(people, {"updated_since": rows[-1]["updated_at"]}).json()["results"]
    assert [line["groups"] for line in later] == [[]]
    assert later[0]["updated_at"] > rows[-1]["updated_at"]


def test_neither_students_nor_assistants_see_the_people_or_their_addresses(api, cast, url):
    anna = make_user("anna")
    enroll(cast.course, anna, Role.ASSISTANT)
    Group.objects.create(course=cast.course, name="Monday")
    group = Group.objects.get(name="Monday").pk
    place = Enrollment.objects.get(user=cast.tess).pk
    for user in (cast.ada, anna):
        client = api(user)
        for path in (
            "enrollments",
            f"enrollments/{place}",
            "groups",
            f"groups/{group}",
            f"groups/{group}/members",
        ):
            answer = client.get(f"{url}/{path}")
            assert (answer.status_code, "@" in answer.content.decode()) == (403, False), path
        assert put(client, f"{url}/enrollments", []).status_code == 403


def test_a_group_is_made_renamed_filled_and_deleted(tess, url, cast):
    made = tess.post(f"{url}/groups", {"name": "Monday", "external_id": "g1"})
    group = made["Location"]
    assert (made.status_code, made.json()["n_members"]) == (201, 0)
    assert tess.get(f"{url}/groups", {"external_id": "g1"}).json()["results"] == [made.json()]
    assert tess.patch(group, {"name": "X"}).status_code == 428
    tag = tess.get(group)["ETag"]
    renamed = tess.patch(group, {"name": "Tuesday"}, headers={"If-Match": tag})
    assert (renamed.json()["name"], renamed.json()["external_id"]) == ("Tuesday", "g1")
    assert tess.delete(group, headers={"If-Match": tag}).status_code == 412
    tess.put(f"{url}/enrollments/external:1", {"username": "ada", "role": "student"})
    members = {"members": [{"external_id": "1"}, {"username": "BEN"}]}
    filled = tess.put(f"{group}/members", members)
    assert filled.json()["n_members"] == 2
    assert tess.put(f"{group}/members", members).json() == filled.json()
    listed = tess.get(f"{group}/members").json()["results"]
    assert {line["user"]["username"] for line in listed} == {"ada", "ben"}
    assert tess.delete(group, headers={"If-Match": "*"}).status_code == 204
    assert tess.get(group).json()["code"] == "group_not_found"
    assert Enrollment.objects.filter(course=cast.course).count() == 3


def test_a_group_takes_nobody_when_one_is_not_there(tess, url):
    group = tess.post(f"{url}/groups", {"name": "Monday"})["Location"]
    refused = tess.put(
        f"{group}/members",
        {"members": [{"username": "ada"}, {"external_id": "no"}]},
    )
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/members/1")
    both = tess.put(f"{group}/members", {"members": [{"username": "ada", "external_id": "1"}]})
    assert both.json()["errors"][0]["pointer"] == "/members/0"
    assert tess.get(group).json()["n_members"] == 0


def test_a_name_and_an_id_belong_to_one_group(tess, url):
    tess.post(f"{url}/groups", {"name": "Monday", "external_id": "g1"})
    taken = tess.post(f"{url}/groups", {"name": "MONDAY"})
    assert (taken.status_code, taken.json()["code"]) == (409, "group_name_taken")
    same = tess.post(f"{url}/groups", {"name": "Tuesday", "external_id": "g1"})
    assert (same.status_code, same.json()["code"]) == (409, "external_id_taken")


def test_the_people_of_a_large_course_cost_as_many_queries_as_those_of_a_small_one(
    tess, people, django_assert_max_num_queries
):
    spent = []
    for size in (2, 60):
        put(tess, people, [row(f"{size}:{n}", groups=["Monday"]) for n in range(size)])
        with django_assert_max_num_queries(20) as queries:
            assert tess.get(people, {"limit": 200}).status_code == 200
        spent.append(len(queries))
    assert spent[0] == spent[1]


def test_an_account_that_a_roster_made_cannot_be_signed_in_to(tess, people, client):
    put(tess, people, [row("1", username="newcomer")])
    user = User.objects.get(username="newcomer")
    assert not user.has_usable_password()
    assert user.is_waiting
