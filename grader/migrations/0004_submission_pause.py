from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('grader', '0003_submission_claimant'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='not_before',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='worker_process',
            field=models.CharField(blank=True, max_length=120),
        ),
    ]
