"""Addresses of the door of a room and of building exams."""

from django.urls import path

from examcenter.exams.building.views import entry

urlpatterns = [
    path("exams/<uuid:exam_id>/entry/", entry.entry, name="entry"),
]
