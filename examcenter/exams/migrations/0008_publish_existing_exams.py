from django.db import migrations
from django.utils import timezone


def publish(apps, schema_editor):
    """Until now every exam could be seen by its students, so every exam is published."""
    exam = apps.get_model("exams", "Exam")
    exam.objects.filter(published_at=None).update(published_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ('exams', '0007_audit_entry'),
    ]

    operations = [
        migrations.RunPython(publish, migrations.RunPython.noop),
    ]
