from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0002_forget_claims'),
    ]

    operations = [
        migrations.AlterField(
            model_name='keptanswer',
            name='status',
            field=models.PositiveSmallIntegerField(),
        ),
    ]
