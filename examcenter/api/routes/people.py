"""Courses, their people and groups."""

from django.urls import path, register_converter

from examcenter.api.references import RefConverter
from examcenter.api.views import courses, enrollments, groups

register_converter(RefConverter, "ref")
_COURSE = "courses/<uuid:course_id>"

routes = [
    path("courses", courses.Courses.as_view(), name="courses"),
    path(_COURSE, courses.Course.as_view(), name="course"),
    path(f"{_COURSE}/archive", courses.CourseArchive.as_view(), name="course_archive"),
    path(f"{_COURSE}/copies", courses.CourseCopies.as_view(), name="course_copies"),
    path(f"{_COURSE}/enrollments", enrollments.Enrollments.as_view(), name="enrollments"),
    path(
        f"{_COURSE}/enrollments/<ref:ref>",
        enrollments.EnrollmentDetail.as_view(),
        name="enrollment",
    ),
    path(f"{_COURSE}/groups", groups.Groups.as_view(), name="groups"),
    path(f"{_COURSE}/groups/<uuid:group_id>", groups.GroupDetail.as_view(), name="group"),
    path(
        f"{_COURSE}/groups/<uuid:group_id>/members",
        groups.GroupMembers.as_view(),
        name="group_members",
    ),
]
