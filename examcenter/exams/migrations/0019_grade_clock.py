import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0001_course_and_enrollment'),
        ('exams', '0018_exam_updated_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='attempt',
            name='grade_changed_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='attempt',
            name='is_grade_new',
            field=models.BooleanField(default=True, editable=False),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['exam', 'grade_changed_at', 'id'], name='attempt_grade_changes'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('is_grade_new', True)), fields=['exam'], name='attempt_grade_is_new'),
        ),
        migrations.CreateModel(
            name='GradeClock',
            fields=[
                ('course', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='grade_clock', serialize=False, to='courses.course')),
                ('changed_at', models.DateTimeField()),
                ('shown', models.JSONField(default=dict)),
            ],
        ),
    ]
