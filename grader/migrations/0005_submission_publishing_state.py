"""Takes away what counted a row's messages: how many there are, the broker is asked."""

from django.db import migrations, models
from django.db.models import F


def publish_all_again(apps, _):
    """Going back: every row is due, as after its first message."""
    apps.get_model('grader', 'Submission').objects.update(publish_due_at=F('created_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('grader', '0004_submission_pause'),
    ]

    operations = [
        migrations.AlterField(
            model_name='submission',
            name='publish_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(migrations.RunPython.noop, publish_all_again),
        migrations.RemoveField(model_name='submission', name='publish_due_at'),
        migrations.RemoveField(model_name='submission', name='n_publishes'),
    ]
