from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('exams', '0012_example_run'),
    ]

    operations = [
        migrations.AddField(
            model_name='response',
            name='before_closing',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
