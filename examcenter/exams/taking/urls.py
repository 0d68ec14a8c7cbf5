"""Addresses of taking an exam beside those of its questions."""

from django.urls import path

from examcenter.exams.taking import views

urlpatterns = [
    path("attempts/<uuid:attempt_id>/presence/", views.presence, name="presence"),
    path("attempts/<uuid:attempt_id>/<int:number>/flag/", views.flag, name="flag"),
    path("attempts/<uuid:attempt_id>/<int:number>/examples/", views.examples, name="examples"),
    path(
        "attempts/<uuid:attempt_id>/<int:number>/examples/<uuid:submission_id>/",
        views.example_run,
        name="example_run",
    ),
]
