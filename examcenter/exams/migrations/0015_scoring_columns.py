
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exams', '0014_pulse'),
    ]

    operations = [
        migrations.AddField(
            model_name='attempt',
            name='bonus_reason',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='check',
            name='counted_score',
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='response',
            name='adjusted_reason',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='response',
            name='raw_scores',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='responsesubmission',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='slot',
            name='ruling',
            field=models.CharField(blank=True, choices=[('', 'Counts as marked'), ('full', 'Full marks for everybody'), ('dropped', 'Does not count')], default='', max_length=8),
        ),
        migrations.AddField(
            model_name='slot',
            name='ruling_reason',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(('counted_score__isnull', True), models.Q(('counted_score__gte', 0), ('counted_score__lte', 1)), _connector='OR'), name='check_counted_score_between_0_and_1'),
        ),
    ]
