"""Addresses of the courses; `examcenter.urls` adds the front page, which stands on every app."""

from django.urls import path

from examcenter.courses import views
from examcenter.courses.teaching import groups, lists, people, settings

app_name = "courses"
urlpatterns = [
    path("courses/new/", settings.new, name="new"),
    path("courses/<uuid:course_id>/", views.course, name="course"),
    path("courses/<uuid:course_id>/settings/", settings.edit, name="settings"),
    path("courses/<uuid:course_id>/archive/", settings.archive, name="archive"),
    path("courses/<uuid:course_id>/copy/", settings.copy, name="copy"),
    path("courses/<uuid:course_id>/people/", people.people, name="people"),
    path("courses/<uuid:course_id>/people/add/", lists.add, name="add_people"),
    path("courses/<uuid:course_id>/people/apply/", lists.apply, name="apply_people"),
    path("courses/<uuid:course_id>/people/export/", people.export, name="export_people"),
    path("courses/<uuid:course_id>/people/restore/", people.restore, name="restore_person"),
    path("courses/<uuid:course_id>/people/<uuid:place_id>/", people.person, name="person"),
    path(
        "courses/<uuid:course_id>/people/<uuid:place_id>/remove/",
        people.remove,
        name="remove_person",
    ),
    path(
        "courses/<uuid:course_id>/people/<uuid:place_id>/invitation/",
        people.invitation,
        name="invite_person",
    ),
    path("courses/<uuid:course_id>/groups/", groups.groups, name="groups"),
    path("courses/<uuid:course_id>/groups/<uuid:group_id>/", groups.group, name="group"),
    path(
        "courses/<uuid:course_id>/groups/<uuid:group_id>/delete/",
        groups.delete,
        name="delete_group",
    ),
]
