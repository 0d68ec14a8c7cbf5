import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('exams', '0004_slot_sources'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['attempt', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('attempt', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='presence', serialize=False, to='exams.attempt')),
                ('seen_at', models.DateTimeField()),
                ('number', models.PositiveSmallIntegerField(default=0)),
                ('address', models.GenericIPAddressField(blank=True, null=True)),
                ('agent', models.CharField(blank=True, default='', max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='RoomEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('started', 'Started'), ('finished', 'Finished'), ('address', 'Another address'), ('agent', 'Another browser'), ('two_pages', 'Open in two places'), ('late_answer', 'Answer after the end'), ('refused', 'Request refused'), ('extended', 'More time'), ('paused', 'Paused'), ('resumed', 'Resumed'), ('reopened', 'Reopened'), ('closed', 'Closed by a teacher')], max_length=12)),
                ('data', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['attempt', 'id'],
            },
        ),
        migrations.AddField(
            model_name='attempt',
            name='bonus_points',
            field=models.FloatField(default=0.0),
        ),
        migrations.AddField(
            model_name='attempt',
            name='extra_s',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='attempt',
            name='paused_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='response',
            name='adjusted_score',
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='response',
            name='comment',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='response',
            name='is_flagged',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='response',
            name='note',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='response',
            name='seen_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='finish_reason',
            field=models.CharField(blank=True, choices=[('student', 'finished by the student'), ('time', 'ended by the clock'), ('teacher', 'ended by a teacher')], default='', max_length=8),
        ),
        migrations.AddField(
            model_name='message',
            name='attempt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='exams.attempt'),
        ),
        migrations.AddField(
            model_name='roomevent',
            name='actor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='roomevent',
            name='attempt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='exams.attempt'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.CheckConstraint(condition=models.Q(('adjusted_score__isnull', True), models.Q(('adjusted_score__gte', 0), ('adjusted_score__lte', 1)), _connector='OR'), name='response_adjusted_score_between_0_and_1'),
        ),
    ]
