"""The one table and the one view."""

from django.db import models
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone


class Saved(models.Model):
    """One saved answer."""

    text = models.TextField()
    saved_at = models.DateTimeField()

    objects: models.Manager["Saved"] = models.Manager()

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return str(self.pk)


def save(request: HttpRequest) -> JsonResponse:
    """Insert a row and say so."""
    text = next(str(text) for name, text in request.POST.items() if name.startswith("answer-"))
    row = Saved.objects.create(text=text, saved_at=timezone.now())
    return JsonResponse({"saved_at": row.saved_at.isoformat(), "id": row.pk})


urlpatterns = [path("save/", save)]
