"""Addresses of the front page and the courses."""

from django.urls import path

from examcenter.courses import views

app_name = "courses"
urlpatterns = [
    path("", views.home, name="home"),
    path("courses/<uuid:course_id>/", views.course, name="course"),
]
