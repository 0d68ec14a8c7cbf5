import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('exams', '0011_presence_pages'),
        ('grader', '0006_examples_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExampleRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=80)),
                ('created_at', models.DateTimeField()),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='example_runs', to='exams.response')),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grader.submission')),
            ],
            options={
                'ordering': ['response', 'id'],
            },
        ),
    ]
