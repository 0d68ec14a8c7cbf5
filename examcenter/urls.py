"""The address of every page and of the REST interface."""

from django.urls import include, path

from examcenter.courses import urls as courses
from examcenter.front.views import home
from examcenter.health import healthz, readyz

urlpatterns = [
    # Before the pages: the others begin with nothing, so every pattern of theirs would be tried.
    path("api/v1/", include("examcenter.api.urls")),
    path("", include("examcenter.exams.urls")),
    # The front page shows what other apps know; its name `courses:home` is known everywhere.
    path("", include(([path("", home, name="home"), *courses.urlpatterns], courses.app_name))),
    path("", include("examcenter.practice.urls")),
    path("", include("examcenter.integrations.urls")),
    path("", include("examcenter.webhooks.urls")),
    path("authoring/", include("examcenter.authoring.urls")),
    path("accounts/", include("examcenter.accounts.urls")),
    path("healthz", healthz),
    path("readyz", readyz),
]

handler400 = "examcenter.errors.bad_request"
handler403 = "examcenter.errors.permission_denied"
handler404 = "examcenter.errors.page_not_found"
handler500 = "examcenter.errors.server_error"
