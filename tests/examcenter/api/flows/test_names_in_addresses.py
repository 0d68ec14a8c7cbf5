"""People named in addresses and queries by ids of another system, whatever signs those hold."""

from urllib.parse import quote

import pytest

from examcenter.courses.models import Enrollment
from tests.examcenter.api.flows.conftest import API, sit

ODD_IDS = ["a/b", "a/", "a//", "a/../b", "100% \u00e9?&#+", "external:x", "a%2Fb", "A"]


def escaped(external_id):
    return quote(f"external:{external_id}", safe="")


@pytest.fixture
def people(cast):
    """Return the address of the people of the course."""
    return f"{API}/courses/{cast.course.pk}/enrollments"


@pytest.mark.parametrize("external_id", ODD_IDS)
def test_an_id_means_who_has_it_and_nobody_else(tess, cast, people, external_id):
    Enrollment.objects.filter(user=cast.ben).update(external_id="a")
    one = f"{people}/{escaped(external_id)}"
    assert tess.delete(one).status_code == 404
    made = tess.put(one, {"role": "student"})
    assert (made.status_code, made.json()["external_id"]) == (201, external_id)
    assert tess.get(one).json() == made.json()
    assert tess.get(people, {"external_id": external_id}).json()["results"] == [made.json()]
    assert tess.delete(one).status_code == 204
    assert tess.get(f"{people}/external:a").json()["user"]["username"] == "ben"


@pytest.mark.parametrize("external_id", ODD_IDS)
def test_the_grade_of_an_id_is_that_of_who_has_it(tess, cast, final, external_id):
    sit(final, cast.ada)
    Enrollment.objects.filter(user=cast.ben).update(external_id="a")
    Enrollment.objects.filter(user=cast.ada).update(external_id=external_id)
    found = tess.get(f"{API}/exams/{final.pk}/grades/{escaped(external_id)}").json()

    assert (found["username"], found["external_id"]) == ("ada", external_id)


@pytest.mark.parametrize("blank", [" 7", "7 ", "%207%09"])
def test_blanks_round_an_id_are_none_of_it(tess, people, blank):
    made = tess.put(f"{people}/external:{blank}", {"role": "student"})
    assert (made.status_code, made.json()["external_id"]) == (201, "7")
    assert tess.get(f"{people}/external:{blank}").json() == made.json()
    assert tess.get(f"{people}/external:7").json() == made.json()


@pytest.mark.parametrize("blank", ["", "%20", "%20%09"])
def test_an_id_of_nothing_means_nobody(tess, people, final, cast, blank):
    assert Enrollment.objects.filter(course=cast.course, external_id="").exists()
    for method in (tess.get, tess.delete):
        assert method(f"{people}/external:{blank}").status_code == 404
    refused = tess.put(f"{people}/external:{blank}", {"role": "student"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/external_id")
    assert tess.get(f"{API}/exams/{final.pk}/grades/external:{blank}").status_code == 404


def test_the_changes_of_one_student_are_those_since_the_moment(tess, cast, final):
    sit(final, cast.ada)
    sit(final, cast.ben)
    for address in (f"{API}/exams/{final.pk}/grades", f"{API}/courses/{cast.course.pk}/grades"):
        asked = {"student": "username:ada", "updated_since": "2020-01-01T00:00:00Z"}
        rows = tess.get(address, asked).json()["results"]
        assert [row["username"] for row in rows] == ["ada"]
        asked["updated_since"] = "2999-01-01T00:00:00Z"
        assert tess.get(address, asked).json()["results"] == []
