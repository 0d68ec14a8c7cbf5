"""Exams and their grades."""

from django.urls import path

from examcenter.api.views import exams

routes = [
    path("exams", exams.Exams.as_view(), name="exams"),
    path("exams/<uuid:exam_id>", exams.ExamDetail.as_view(), name="exam"),
    path("exams/<uuid:exam_id>/attempts", exams.ExamAttempts.as_view(), name="exam_attempts"),
    path("exams/<uuid:exam_id>/grades", exams.Grades.as_view(), name="grades"),
]
