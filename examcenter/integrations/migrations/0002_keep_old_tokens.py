"""Moves the tokens that people have into the table that knows only their hashes."""

import hashlib
import uuid
from datetime import timedelta

from django.db import migrations
from django.utils import timezone

_TABLE = "authtoken_token"
# As a token that is made today.
_LASTS = timedelta(days=30)


def move(apps, schema_editor):
    connection = schema_editor.connection
    if _TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, user_id FROM authtoken_token")
        rows = cursor.fetchall()
    now = timezone.now()
    AccessToken = apps.get_model("integrations", "AccessToken")
    # Two keys that begin alike cannot both be found; whose goes signs in again.
    by_prefix = {key[:8]: (key, user_id) for key, user_id in rows}
    AccessToken.objects.bulk_create(
        AccessToken(
            id=uuid.uuid4(),
            user_id=user_id,
            name="from before",
            prefix=prefix,
            digest=hashlib.sha256(key.encode()).hexdigest(),
            scopes=["all"],
            created_by_id=user_id,
            created_at=now,
            expires_at=now + _LASTS,
        )
        for prefix, (key, user_id) in by_prefix.items()
    )
    schema_editor.execute("DROP TABLE authtoken_token")


class Migration(migrations.Migration):

    dependencies = [
        ('integrations', '0001_integration_and_token'),
    ]

    operations = [
        # What is hashed cannot be had back; people sign in again.
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
