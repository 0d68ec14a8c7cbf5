"""Notes which closings were told, or were before there was anybody to tell."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

# As far back as exams were looked at.
_SINCE = timedelta(days=7)


def keep(apps, schema_editor):
    exams = apps.get_model("exams", "Exam").objects.filter(published_at__isnull=False)
    ToldClosing = apps.get_model("webhooks", "ToldClosing")
    events = apps.get_model("webhooks", "Event").objects.filter(kind="exam.closed")
    told = {data["exam_id"]: at for data, at in events.values_list("data", "created_at")}
    now = timezone.now()
    rows = []
    for exam in exams.filter(closes_at__lte=now).only("closes_at", "late_until_at"):
        ends_at = max(exam.closes_at, exam.late_until_at or exam.closes_at)
        told_at = told.get(str(exam.pk)) or (ends_at if ends_at <= now - _SINCE else None)
        if told_at is not None:
            rows.append(ToldClosing(exam_id=exam.pk, told_at=told_at))
    ToldClosing.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [
        ('webhooks', '0002_told_closing'),
    ]

    operations = [
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
