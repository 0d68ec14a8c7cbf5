from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('webhooks', '0003_keep_told_closings'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='event',
            name='once',
        ),
    ]
