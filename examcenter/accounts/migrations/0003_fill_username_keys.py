# Gives everybody the key of their username; who looks like somebody earlier gets a key of their own.

from django.db import migrations

from examcenter.accounts.names import MARKED_LENGTH, username_key


def fill(apps, schema_editor):
    User = apps.get_model('accounts', 'User')
    taken = set()
    for user in User.objects.order_by('pk').only('pk', 'username').iterator():
        key = username_key(user.username)
        if key in taken:
            # No username holds this sign. They sign in by their address, or are given a new name.
            key = f'{key[:MARKED_LENGTH]}#{user.pk}'
        taken.add(key)
        # Not save(), which would make the key of the name again.
        User.objects.filter(pk=user.pk).update(username_key=key)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_account_safety'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
