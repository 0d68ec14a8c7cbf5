from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('grader', '0002_submission_turn'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='process',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='submission',
            name='worker',
            field=models.CharField(blank=True, max_length=255),
        ),
    ]
