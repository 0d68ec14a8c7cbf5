import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('exams', '0006_accommodation'),
        ('courses', '0002_terms_and_groups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.SlugField(max_length=40)),
                ('data', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('sequence', models.PositiveBigIntegerField(blank=True, editable=False, null=True)),
                ('hash', models.CharField(blank=True, default='', editable=False, max_length=64)),
            ],
            options={
                'ordering': ['course', 'id'],
            },
        ),
        migrations.AddField(
            model_name='auditentry',
            name='actor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='attempt',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exams.attempt'),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='course',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.course'),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='exam',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exams.exam'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(condition=models.Q(('sequence__isnull', True)), fields=['id'], name='audit_entry_unsealed'),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.UniqueConstraint(fields=('course', 'sequence'), name='audit_entry_sequence_unique_in_course'),
        ),
    ]
