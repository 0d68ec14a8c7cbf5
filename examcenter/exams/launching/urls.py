"""The address that opens an exam, within those of exams."""

from django.urls import path

from examcenter.exams.launching import views

urlpatterns = [path("launch/<str:secret>/", views.launch, name="launch")]
