"""Addresses of the webhooks of a course."""

from django.urls import path

from examcenter.webhooks import views

app_name = "webhooks"
_ONE = "courses/<uuid:course_id>/webhooks/<uuid:endpoint_id>/"
urlpatterns = [
    path("courses/<uuid:course_id>/webhooks/", views.endpoints, name="endpoints"),
    path(_ONE, views.endpoint, name="endpoint"),
    path(f"{_ONE}switch/", views.switch, name="switch"),
    path(f"{_ONE}secret/", views.rotate, name="rotate"),
    path(f"{_ONE}test/", views.test, name="test"),
    path(f"{_ONE}delete/", views.delete, name="delete"),
    path(f"{_ONE}deliveries/<uuid:delivery_id>/", views.delivery, name="delivery"),
    path(f"{_ONE}deliveries/<uuid:delivery_id>/replay/", views.send_again, name="replay"),
]
