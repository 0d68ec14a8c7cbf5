from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('exams', '0002_exam_n_dealt'),
    ]

    operations = [
        migrations.AddField(
            model_name='exam',
            name='has_calculator',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='exam',
            name='is_anonymous',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='exam',
            name='is_shuffled',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='exam',
            name='late_factor',
            field=models.FloatField(default=1.0),
        ),
        migrations.AddField(
            model_name='exam',
            name='late_until_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='exam',
            name='networks',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='exam',
            name='published_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='exam',
            name='release',
            field=models.CharField(choices=[('closing', 'when the exam has closed for everybody'), ('manual', 'when a teacher releases it')], default='closing', max_length=8),
        ),
        migrations.AddField(
            model_name='exam',
            name='released_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='exam',
            name='review',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='exam',
            name='room_password',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='exam',
            name='try_penalty',
            field=models.FloatField(default=0.0),
        ),
        migrations.AddField(
            model_name='section',
            name='intro',
            field=models.TextField(blank=True),
        ),
        migrations.AddConstraint(
            model_name='exam',
            constraint=models.CheckConstraint(condition=models.Q(('try_penalty__isnull', True), models.Q(('try_penalty__gte', 0), ('try_penalty__lte', 1)), _connector='OR'), name='exam_try_penalty_between_0_and_1'),
        ),
        migrations.AddConstraint(
            model_name='exam',
            constraint=models.CheckConstraint(condition=models.Q(('late_factor__isnull', True), models.Q(('late_factor__gte', 0), ('late_factor__lte', 1)), _connector='OR'), name='exam_late_factor_between_0_and_1'),
        ),
        migrations.AddConstraint(
            model_name='exam',
            constraint=models.CheckConstraint(condition=models.Q(('late_until_at__isnull', True), models.Q(('closes_at__isnull', False), ('late_until_at__gt', models.F('closes_at'))), _connector='OR'), name='exam_late_after_it_closes'),
        ),
    ]
