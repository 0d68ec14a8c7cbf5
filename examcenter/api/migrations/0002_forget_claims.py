"""Deletes keys without an answer, which a crash has left: locks have taken their place."""

from django.db import migrations


def forget(apps, schema_editor):
    apps.get_model("api", "KeptAnswer").objects.filter(status__isnull=True).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0001_kept_answers_and_jobs'),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
