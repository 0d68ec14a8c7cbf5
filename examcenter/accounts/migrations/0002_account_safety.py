# Adds what sign-in needs to know of a person; the username's key is filled and made unique next.

import examcenter.accounts.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_user'),
    ]

    operations = [
        migrations.AlterModelManagers(
            name='user',
            managers=[
                ('objects', examcenter.accounts.models.People()),
            ],
        ),
        migrations.AddField(
            model_name='user',
            name='username_key',
            field=examcenter.accounts.models.UsernameKey(editable=False, max_length=300, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='second_factor_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='n_sign_outs',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='ResetRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=254)),
                ('ip', models.GenericIPAddressField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('handled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['address', 'created_at'], name='reset_request_by_address'), models.Index(fields=['ip', 'created_at'], name='reset_request_by_ip')],
            },
        ),
    ]
