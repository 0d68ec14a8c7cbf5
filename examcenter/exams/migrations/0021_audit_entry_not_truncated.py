"""Let PostgreSQL refuse to empty the audit log as a whole, which no trigger for rows hears of.

SQLite knows no TRUNCATE: its triggers for rows hear of every way to delete. A log without a sealed
entry may be emptied; tests do that.
"""

from django.db import migrations

_ADD = (
    """
    CREATE FUNCTION refuse_audit_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM exams_auditentry WHERE sequence IS NOT NULL) THEN
            RAISE EXCEPTION 'audit entries are never changed or deleted';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON exams_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_truncate()
    """,
)
_DROP = (
    "DROP TRIGGER IF EXISTS audit_entry_no_truncate ON exams_auditentry",
    "DROP FUNCTION IF EXISTS refuse_audit_truncate()",
)


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


def add_trigger(apps, schema_editor):
    """Add the trigger where there is TRUNCATE."""
    _run(schema_editor, _ADD)


def drop_trigger(apps, schema_editor):
    """Take it away again."""
    _run(schema_editor, _DROP)


class Migration(migrations.Migration):
    """One more trigger."""

    dependencies = [("exams", "0020_launch")]
    operations = [migrations.RunPython(add_trigger, drop_trigger, elidable=False)]
