import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exams', '0021_audit_entry_not_truncated'),
        ('webhooks', '0001_webhooks'),
    ]

    operations = [
        migrations.CreateModel(
            name='ToldClosing',
            fields=[
                ('exam', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='told_closing', serialize=False, to='exams.exam')),
                ('told_at', models.DateTimeField()),
            ],
        ),
    ]
