import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('exams', '0003_exam_rules'),
        ('questions', '0003_version_origin'),
    ]

    operations = [
        migrations.AddField(
            model_name='slot',
            name='choices',
            field=models.ManyToManyField(blank=True, related_name='+', to='questions.question'),
        ),
        migrations.AddField(
            model_name='slot',
            name='pool',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='slot',
            name='source',
            field=models.CharField(choices=[('question', 'One question'), ('list', 'One of a list'), ('pool', 'One of a topic and level')], default='question', max_length=8),
        ),
        migrations.AlterField(
            model_name='slot',
            name='question',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='questions.question'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('question__isnull', False), ('source', 'question')), models.Q(models.Q(('source', 'question'), _negated=True), ('question__isnull', True)), _connector='OR'), name='slot_question_where_it_is_the_source'),
        ),
    ]
