"""Addresses of exams and attempts."""

from django.urls import include, path

from examcenter.exams import lesson, views

app_name = "exams"
urlpatterns = [
    # Asked for more often than all others together, and addresses are tried in their order.
    path("attempts/<uuid:attempt_id>/<int:number>/save/", views.save, name="save"),
    path("", include("examcenter.exams.building.urls")),
    path("", include("examcenter.exams.taking.urls")),
    path("", include("examcenter.exams.room.urls")),
    path("", include("examcenter.exams.gradebook.urls")),
    path("", include("examcenter.exams.launching.urls")),
    path("convolution/", lesson.convolution, name="lesson"),
    path("exams/<uuid:exam_id>/", views.exam, name="exam"),
    path("exams/<uuid:exam_id>/start/", views.start, name="start"),
    path("attempts/<uuid:attempt_id>/", views.resume, name="resume"),
    path("attempts/<uuid:attempt_id>/finish/", views.finish, name="finish"),
    path("attempts/<uuid:attempt_id>/result/", views.result, name="result"),
    path("attempts/<uuid:attempt_id>/<int:number>/", views.question, name="question"),
    path("attempts/<uuid:attempt_id>/<int:number>/check/", views.check, name="check"),
    path("attempts/<uuid:attempt_id>/<int:number>/renew/", views.renew, name="renew"),
    path("attempts/<uuid:attempt_id>/<int:number>/submit/", views.submit, name="submit"),
    path(
        "attempts/<uuid:attempt_id>/<int:number>/submissions/<uuid:submission_id>/",
        views.submission,
        name="submission",
    ),
]
