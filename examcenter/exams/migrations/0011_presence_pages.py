from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('exams', '0010_planned_points'),
    ]

    operations = [
        migrations.AddField(
            model_name='presence',
            name='other_page',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='presence',
            name='page',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
    ]
