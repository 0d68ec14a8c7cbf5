"""Addresses of the door of a room and of building exams."""

from django.urls import path

from examcenter.exams.building.views import content, copying, entry, picking, preview, rules

_EDIT = "exams/<uuid:exam_id>/edit/"

urlpatterns = [
    path("exams/<uuid:exam_id>/entry/", entry.entry, name="entry"),
    path("courses/<uuid:course_id>/exams/new/", rules.new, name="new_exam"),
    path("courses/<uuid:course_id>/exams/import/", copying.take_in, name="import_exam"),
    path("exams/<uuid:exam_id>/preview/", preview.preview, name="preview"),
    path("exams/<uuid:exam_id>/copy/", copying.copy, name="copy_exam"),
    path("exams/<uuid:exam_id>/export/", copying.export, name="export_exam"),
    path(_EDIT, content.build, name="build"),
    path(f"{_EDIT}rules/", rules.rules, name="build_rules"),
    path(f"{_EDIT}intro/", rules.intro, name="build_intro"),
    path(f"{_EDIT}points/", content.points, name="build_points"),
    path(f"{_EDIT}undo/", content.undo, name="build_undo"),
    path(f"{_EDIT}publish/", content.publish, name="publish"),
    path(f"{_EDIT}delete/", content.delete, name="delete_exam"),
    path(f"{_EDIT}sections/", content.add_section, name="build_add_section"),
    path(f"{_EDIT}sections/<int:section_id>/", content.section, name="build_section"),
    path(f"{_EDIT}sections/<int:section_id>/add/", picking.add, name="build_add"),
    path(f"{_EDIT}sections/<int:section_id>/pool/", picking.add_pool, name="build_add_pool"),
    path(f"{_EDIT}slots/<int:slot_id>/", content.slot, name="build_move"),
    path(f"{_EDIT}slots/<int:slot_id>/questions/", picking.change, name="build_slot"),
    path(f"{_EDIT}slots/<int:slot_id>/pool/", picking.change_pool, name="build_pool"),
    path(f"{_EDIT}sample/<slug:slug>/", picking.sample, name="build_sample"),
]
