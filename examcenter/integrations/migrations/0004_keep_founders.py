"""Lets the programs of the whole site go on to found courses if they have a token for it."""

from django.db import migrations


def keep(apps, schema_editor):
    tokens = apps.get_model("integrations", "AccessToken").objects.filter(
        integration__course__isnull=True,
        integration__revoked_at__isnull=True,
        revoked_at__isnull=True,
    )
    founders = {
        program
        for program, scopes in tokens.values_list("integration_id", "scopes")
        if program and {"courses:write", "all"} & set(scopes)
    }
    apps.get_model("integrations", "Integration").objects.filter(pk__in=founders).update(
        may_create_courses=True
    )


class Migration(migrations.Migration):

    dependencies = [
        ('integrations', '0003_may_create_courses'),
    ]

    operations = [
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
