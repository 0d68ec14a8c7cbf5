"""The address of every page and of the REST interface."""

from django.urls import include, path

from examcenter.health import healthz, readyz

urlpatterns = [
    path("", include("examcenter.courses.urls")),
    path("", include("examcenter.exams.urls")),
    path("", include("examcenter.practice.urls")),
    path("authoring/", include("examcenter.authoring.urls")),
    path("accounts/", include("examcenter.accounts.urls")),
    path("api/v1/", include("examcenter.api.urls")),
    path("healthz", healthz),
    path("readyz", readyz),
]

handler400 = "examcenter.errors.bad_request"
handler403 = "examcenter.errors.permission_denied"
handler404 = "examcenter.errors.page_not_found"
handler500 = "examcenter.errors.server_error"
