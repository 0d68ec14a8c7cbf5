"""Addresses of practice."""

from django.urls import path

from examcenter.practice import views

app_name = "practice"
urlpatterns = [
    path("practice/", views.desk, name="desk"),
    path("practice/next/", views.draw, name="next"),
    path("practice/misconceptions/", views.mistakes, name="mistakes"),
    path("practice/<uuid:sheet_id>/", views.sheet, name="sheet"),
    path("practice/<uuid:sheet_id>/check/", views.check, name="check"),
    path("practice/<uuid:sheet_id>/again/", views.again, name="again"),
    path("practice/<uuid:sheet_id>/harder/", views.harder, name="harder"),
    path("courses/<uuid:course_id>/practice/", views.course, name="course"),
]
