"""Addresses of the workbench."""

from django.urls import path

from examcenter.authoring.views import editor, history, listing, proofs, transfer

app_name = "authoring"
urlpatterns = [
    path("", listing.index, name="index"),
    path("new/", listing.new, name="new"),
    path("import/", transfer.import_page, name="import"),
    path("export/", transfer.export_all, name="export_all"),
    path("questions/<slug:slug>/", editor.edit, name="edit"),
    path("questions/<slug:slug>/check/", editor.check, name="check"),
    path("questions/<slug:slug>/save/", editor.save, name="save"),
    path("questions/<slug:slug>/certificate/", proofs.certificate, name="certificate"),
    path("questions/<slug:slug>/certificate/start/", proofs.start, name="start_proof"),
    path("questions/<slug:slug>/approve/", proofs.approve, name="approve"),
    path("questions/<slug:slug>/publish/", proofs.publish, name="publish"),
    path("questions/<slug:slug>/history/", history.history, name="history"),
    path("questions/<slug:slug>/restore/", history.restore, name="restore"),
    path("questions/<slug:slug>/duplicate/", history.duplicate, name="duplicate"),
    path("questions/<slug:slug>/archive/", history.archive, name="archive"),
    path("questions/<slug:slug>/export/", transfer.export_one, name="export"),
]
