"""What can stand in the audit log, in words for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

# A test holds that every action that is recorded anywhere is here.
ACTION_WORDS = {
    "checked": gettext_lazy("checked an answer"),
    "collected": gettext_lazy("a draft in time was marked"),
    "finished": gettext_lazy("attempt finished"),
    "verdict": gettext_lazy("verdict entered"),
    "adjusted": gettext_lazy("mark adjusted"),
    "commented": gettext_lazy("comment written"),
    "bonus": gettext_lazy("bonus points"),
    "ruled": gettext_lazy("decision for everybody"),
    "rescored": gettext_lazy("score changed by a decision for everybody"),
    "released": gettext_lazy("results released"),
    "release-withdrawn": gettext_lazy("release taken back"),
    "announcement": gettext_lazy("told to everybody in the room"),
    "time-given": gettext_lazy("time given"),
    "time-given-back": gettext_lazy("time given back"),
    "attempt-paused": gettext_lazy("attempt paused"),
    "attempt-resumed": gettext_lazy("attempt resumed"),
    "attempt-reopened": gettext_lazy("attempt reopened"),
    "attempt-closed": gettext_lazy("attempt closed"),
    "rules-changed": gettext_lazy("rules changed"),
    "exam-published": gettext_lazy("exam published"),
    "exam-unpublished": gettext_lazy("exam unpublished"),
    "role-changed": gettext_lazy("role changed"),
    "people-added": gettext_lazy("people added"),
    "accommodation-granted": gettext_lazy("accommodation granted"),
    "accommodation-revoked": gettext_lazy("accommodation taken back"),
    "questions-replaced": gettext_lazy("questions replaced"),
    "exam-created": gettext_lazy("exam made"),
    "exam-deleted": gettext_lazy("exam deleted"),
    "launch-made": gettext_lazy("address for an exam made"),
    "launch-used": gettext_lazy("address for an exam used"),
    "course-made": gettext_lazy("course made"),
    "course-changed": gettext_lazy("course changed"),
    "course-copied": gettext_lazy("course copied"),
    "course-archived": gettext_lazy("course archived"),
    "course-taken-out": gettext_lazy("course taken out of the archive"),
    "person-invited": gettext_lazy("person invited"),
    "person-removed": gettext_lazy("person removed"),
    "person-restored": gettext_lazy("person brought back"),
    "group-made": gettext_lazy("group made"),
    "groups-made": gettext_lazy("groups made"),
    "group-renamed": gettext_lazy("group renamed"),
    "group-filled": gettext_lazy("members of a group changed"),
    "groups-changed": gettext_lazy("groups of a person changed"),
    "group-deleted": gettext_lazy("group deleted"),
    "program-made": gettext_lazy("program made"),
    "program-admitted": gettext_lazy("program let in"),
    "program-dismissed": gettext_lazy("program sent away"),
    "program-revoked": gettext_lazy("program revoked"),
    "token-made": gettext_lazy("token made"),
    "token-revoked": gettext_lazy("token revoked"),
    "second-factor-reset": gettext_lazy("second factor turned off"),
    "webhook-made": gettext_lazy("webhook made"),
    "webhook-changed": gettext_lazy("webhook changed"),
    "webhook-deleted": gettext_lazy("webhook deleted"),
    "webhook-secret-rotated": gettext_lazy("secret of a webhook changed"),
}


def words_of(action: str) -> str:
    """Return an action in words; one that is new here by its name."""
    return str(ACTION_WORDS.get(action, action.replace("_", " ").replace("-", " ")))
