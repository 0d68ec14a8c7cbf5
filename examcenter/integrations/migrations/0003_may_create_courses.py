from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('integrations', '0002_keep_old_tokens'),
    ]

    operations = [
        migrations.AddField(
            model_name='integration',
            name='may_create_courses',
            field=models.BooleanField(default=False),
        ),
    ]
