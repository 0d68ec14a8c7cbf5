"""Let the database itself refuse to change or delete what the audit log has sealed.

Sealing is the one change that is allowed: it fills the sequence and the hash of an entry that has
none, and nothing else. A later migration that makes SQLite copy the table anew takes the triggers
away and has to add them again.
"""

from django.db import migrations

_CONTENT = ("course_id", "exam_id", "attempt_id", "actor_id", "action", "data", "created_at")


def _sqlite():
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in ("id", *_CONTENT))
    return [
        f"""
        CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON exams_auditentry
        WHEN OLD.sequence IS NOT NULL OR {changed}
        BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END
        """,
        """
        CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON exams_auditentry
        WHEN OLD.sequence IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END
        """,
    ]


def _postgresql():
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in ("id", *_CONTENT))
    return [
        """
        CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'audit entries are never changed or deleted'; END $$
        """,
        f"""
        CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON exams_auditentry
        FOR EACH ROW WHEN (OLD.sequence IS NOT NULL OR {changed})
        EXECUTE FUNCTION refuse_audit_change()
        """,
        """
        CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON exams_auditentry
        FOR EACH ROW WHEN (OLD.sequence IS NOT NULL)
        EXECUTE FUNCTION refuse_audit_change()
        """,
    ]


def add_triggers(apps, schema_editor):
    """Add the triggers of the database at hand."""
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}[schema_editor.connection.vendor]()
    for statement in statements:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    """Take them away again."""
    on = " ON exams_auditentry" if schema_editor.connection.vendor == "postgresql" else ""
    for name in ("audit_entry_no_update", "audit_entry_no_delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS refuse_audit_change()")


class Migration(migrations.Migration):
    """The two triggers."""

    dependencies = [("exams", "0015_scoring_columns")]
    operations = [migrations.RunPython(add_triggers, drop_triggers, elidable=False)]
