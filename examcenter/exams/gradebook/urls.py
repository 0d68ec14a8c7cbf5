"""Addresses of what comes after the exam."""

from django.urls import path, re_path

from examcenter.exams.gradebook.views import book, deciding, log, marking, receipts

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

urlpatterns = [
    path("attempts/<uuid:attempt_id>/receipt/", receipts.receipt, name="receipt"),
    path("attempts/<uuid:attempt_id>/receipt.json", receipts.receipt_json, name="receipt_json"),
    path("courses/<uuid:course_id>/gradebook/", book.course_gradebook, name="course_gradebook"),
    path("courses/<uuid:course_id>/log/", log.audit_log, name="audit_log"),
    path("exams/<uuid:exam_id>/gradebook/", book.gradebook, name="gradebook"),
    path("exams/<uuid:exam_id>/gradebook/decide/", deciding.ruling, name="gradebook_ruling"),
    path("exams/<uuid:exam_id>/gradebook/release/", deciding.release, name="gradebook_release"),
    re_path(
        rf"^exams/(?P<exam_id>{_UUID})/gradebook/"
        r"(?P<what>grades|responses)\.(?P<kind>csv|xlsx)$",
        book.export,
        name="gradebook_export",
    ),
    path(
        "exams/<uuid:exam_id>/gradebook/<uuid:attempt_id>/",
        book.attempt,
        name="gradebook_attempt",
    ),
    path(
        "exams/<uuid:exam_id>/gradebook/<uuid:attempt_id>/<int:number>/",
        marking.response,
        name="gradebook_response",
    ),
]
