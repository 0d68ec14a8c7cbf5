"""Addresses of the room and of exceptions, within those of exams."""

from django.urls import path

from examcenter.exams.room.views import accommodations, outages, watching

urlpatterns = [
    path("exams/<uuid:exam_id>/room/", watching.room, name="room"),
    path("exams/<uuid:exam_id>/room/order/", watching.order, name="room_order"),
    path("exams/<uuid:exam_id>/room/announce/", watching.announce, name="room_announce"),
    path("exams/<uuid:exam_id>/room/outage/", outages.outage, name="room_outage"),
    path("attempts/<uuid:attempt_id>/timeline/", watching.timeline, name="timeline"),
    path("exams/<uuid:exam_id>/accommodations/", accommodations.of_exam, name="accommodations"),
    path(
        "courses/<uuid:course_id>/accommodations/",
        accommodations.of_course,
        name="course_accommodations",
    ),
    path("accommodations/<uuid:grant_id>/", accommodations.change, name="change_accommodation"),
    path(
        "accommodations/<uuid:grant_id>/revoke/",
        accommodations.revoke,
        name="revoke_accommodation",
    ),
]
