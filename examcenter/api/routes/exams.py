"""Exams with their rules and contents, their room, their grades, and sittings of them."""

from django.urls import path, register_converter

from examcenter.api.references import PersonConverter
from examcenter.api.views import (
    accommodations,
    definitions,
    exam_states,
    exams,
    grades,
    room,
    sittings,
    statistics,
)

register_converter(PersonConverter, "person")

routes = [
    path("exams", exams.Exams.as_view(), name="exams"),
    path("exams/<uuid:exam_id>", exams.ExamDetail.as_view(), name="exam"),
    # What it is made of, and where it stands.
    path(
        "exams/<uuid:exam_id>/definition", definitions.Definition.as_view(), name="exam_definition"
    ),
    path("exams/<uuid:exam_id>/checks", definitions.Checks.as_view(), name="exam_checks"),
    path("exams/<uuid:exam_id>/copies", definitions.Copies.as_view(), name="exam_copies"),
    path("exams/<uuid:exam_id>/publish", exam_states.Publication.as_view(), name="exam_publish"),
    path("exams/<uuid:exam_id>/close", exam_states.Closing.as_view(), name="exam_close"),
    path("exams/<uuid:exam_id>/release", exam_states.Release.as_view(), name="exam_release"),
    # Exceptions.
    path(
        "exams/<uuid:exam_id>/accommodations",
        accommodations.ExamAccommodations.as_view(),
        name="exam_accommodations",
    ),
    path(
        "courses/<uuid:course_id>/accommodations",
        accommodations.CourseAccommodations.as_view(),
        name="course_accommodations",
    ),
    path(
        "accommodations/<uuid:accommodation_id>",
        accommodations.AccommodationDetail.as_view(),
        name="accommodation",
    ),
    # The room.
    path("exams/<uuid:exam_id>/room", room.Room.as_view(), name="exam_room"),
    path("exams/<uuid:exam_id>/room/orders", room.RoomOrders.as_view(), name="exam_orders"),
    path("exams/<uuid:exam_id>/room/messages", room.RoomMessages.as_view(), name="exam_messages"),
    path("exams/<uuid:exam_id>/outages", room.Outages.as_view(), name="exam_outages"),
    # Sittings.
    path("exams/<uuid:exam_id>/attempts", sittings.ExamAttempts.as_view(), name="exam_attempts"),
    path("exams/<uuid:exam_id>/launches", sittings.Launches.as_view(), name="exam_launches"),
    # Grades.
    path("exams/<uuid:exam_id>/grades", grades.Grades.as_view(), name="grades"),
    path("exams/<uuid:exam_id>/grades.csv", grades.GradesCsv.as_view(), name="grades_csv"),
    path("exams/<uuid:exam_id>/grades.ndjson", grades.GradesNdjson.as_view(), name="grades_ndjson"),
    path("exams/<uuid:exam_id>/grades/<person:student>", grades.Grade.as_view(), name="grade"),
    path("courses/<uuid:course_id>/grades", grades.CourseGrades.as_view(), name="course_grades"),
    path(
        "courses/<uuid:course_id>/grades.csv",
        grades.CourseGradesCsv.as_view(),
        name="course_grades_csv",
    ),
    path(
        "courses/<uuid:course_id>/grades.ndjson",
        grades.CourseGradesNdjson.as_view(),
        name="course_grades_ndjson",
    ),
    path("exams/<uuid:exam_id>/statistics", statistics.Statistics.as_view(), name="statistics"),
    path("exams/<uuid:exam_id>/regrades", statistics.Regrades.as_view(), name="regrades"),
]
