"""Courses, their people and groups."""

from django.urls import path

from examcenter.api.views import courses

routes = [
    path("courses", courses.Courses.as_view(), name="courses"),
    path("courses/<uuid:course_id>", courses.Course.as_view(), name="course"),
    path("courses/<uuid:course_id>/enrollments", courses.Enrollments.as_view(), name="enrollments"),
]
