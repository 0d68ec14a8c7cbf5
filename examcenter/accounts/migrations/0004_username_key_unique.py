# No two people may have usernames that look alike.

import examcenter.accounts.models
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_fill_username_keys'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='username_key',
            field=examcenter.accounts.models.UsernameKey(editable=False, max_length=300, unique=True),
        ),
    ]
