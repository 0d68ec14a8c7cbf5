"""Files in and out: single documents, and zips of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from examcenter.authoring.access import DeskRequest, authors_only
from examcenter.authoring.desk import get_desk
from examcenter.authoring.errors import ArchiveRefused
from examcenter.authoring.listing import list_texts
from examcenter.authoring.services.transfer import (
    LARGEST_UPLOAD_BYTES,
    MOST_FILES,
    Upload,
    import_files,
    pack_files,
)

_LARGEST_MB = LARGEST_UPLOAD_BYTES >> 20


@authors_only
@require_GET
def export_one(request: DeskRequest, slug: str) -> HttpResponse:
    """Give out the newest text of one question, as it was written."""
    desk = get_desk(slug, request.seat)
    response = HttpResponse(desk.text.encode(), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{desk.slug}.yaml"'
    return response


@authors_only
@require_GET
def export_all(request: DeskRequest) -> HttpResponse:
    """Give out the newest texts of all questions that are not archived."""
    response = HttpResponse(pack_files(list_texts()), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="questions.zip"'
    return response


@authors_only
@require_http_methods(["GET", "POST"])
def import_page(request: DeskRequest) -> HttpResponse:
    """Take in files as drafts and say what became of each."""
    context: dict[str, object] = {"largest_mb": _LARGEST_MB, "most_files": MOST_FILES}
    if request.method == "GET":
        return render(request, "authoring/import.html", context)
    try:
        context["imported"] = import_files(_uploads(request), seat=request.seat, now=timezone.now())
    except ArchiveRefused as error:
        context["problem"] = error
        return render(request, "authoring/import.html", context, status=error.status)
    return render(request, "authoring/import.html", context)


def _uploads(request: DeskRequest) -> list[Upload]:
    uploads = []
    total = 0
    for file in request.FILES.getlist("files"):
        total += file.size or 0
        if total > LARGEST_UPLOAD_BYTES:
            raise ArchiveRefused(
                _("At most %(largest_mb)s MB are taken at once.") % {"largest_mb": _LARGEST_MB}
            )
        uploads.append(Upload(file.name or "", file.read()))
    return uploads
