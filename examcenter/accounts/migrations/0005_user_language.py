"""Keeps the language that somebody chose with their account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_username_key_unique")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(blank=True, default="", max_length=8),
        ),
    ]
