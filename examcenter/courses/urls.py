"""Addresses of the courses; `examcenter.urls` adds the front page, which stands on every app."""

from django.urls import path

from examcenter.courses import views

app_name = "courses"
urlpatterns = [
    path("courses/<uuid:course_id>/", views.course, name="course"),
]
