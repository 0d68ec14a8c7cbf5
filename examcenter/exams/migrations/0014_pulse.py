import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('exams', '0013_response_before_closing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
                ('exam', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pulses', to='exams.exam')),
            ],
            options={
                'ordering': ['exam', 'seen_at'],
                'constraints': [models.UniqueConstraint(fields=('exam', 'seen_at'), name='pulse_unique_in_exam')],
            },
        ),
    ]
