"""Addresses of what comes after the exam."""

from django.urls import path

from examcenter.exams.gradebook.views import receipts

urlpatterns = [
    path("attempts/<uuid:attempt_id>/receipt/", receipts.receipt, name="receipt"),
    path("attempts/<uuid:attempt_id>/receipt.json", receipts.receipt_json, name="receipt_json"),
]
