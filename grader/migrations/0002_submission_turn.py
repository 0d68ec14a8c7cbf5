from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('grader', '0001_submission_and_worker_heartbeat'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='turn',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['state', 'turn', 'created_at', 'id'], name='submission_by_turn'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['fairness_key', 'turn'], name='submission_by_key_and_turn'),
        ),
    ]
