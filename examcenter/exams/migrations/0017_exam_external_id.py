from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exams', '0016_audit_entry_frozen'),
    ]

    operations = [
        migrations.AddField(
            model_name='exam',
            name='external_id',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddConstraint(
            model_name='exam',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('course', 'external_id'), name='exam_external_id_unique_in_course'),
        ),
    ]
