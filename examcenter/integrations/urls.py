"""The addresses of the pages about programs."""

from django.urls import path

from examcenter.integrations import views

app_name = "integrations"
urlpatterns = [
    path("courses/<uuid:course_id>/programs/", views.programs, name="programs"),
    path(
        "courses/<uuid:course_id>/programs/<uuid:integration_id>/token/",
        views.token,
        name="token",
    ),
    path(
        "courses/<uuid:course_id>/programs/<uuid:integration_id>/admit/",
        views.admit,
        name="admit",
    ),
    path(
        "courses/<uuid:course_id>/programs/<uuid:integration_id>/remove/",
        views.remove,
        name="remove",
    ),
    path(
        "courses/<uuid:course_id>/programs/<uuid:integration_id>/tokens/<uuid:token_id>/revoke/",
        views.revoke,
        name="revoke",
    ),
]
