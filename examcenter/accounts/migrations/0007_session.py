# The sessions move to a table that says whose each is, and nobody is signed out on the way.

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations, models

# Django's own table. It stays where it was, empty; a new database never gets it.
_OLD = 'django_session'
_BATCH = 1000


def take_over(apps, schema_editor):
    connection = schema_editor.connection
    if _OLD not in connection.introspection.table_names():
        return
    Session = apps.get_model('accounts', 'Session')
    store = SessionStore()
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT session_key, session_data, expire_date FROM {_OLD}')
        found = cursor.fetchall()
    expire_date = Session._meta.get_field('expire_date')
    for at in range(0, len(found), _BATCH):
        Session.objects.bulk_create(
            Session(
                session_key=key,
                session_data=data,
                expire_date=_moment(expire_date, expires, connection),
                user_id=_person(store.decode(data)),
            )
            for key, data, expires in found[at : at + _BATCH]
        )
    schema_editor.execute(f'DELETE FROM {_OLD}')


def give_back(apps, schema_editor):
    if _OLD in schema_editor.connection.introspection.table_names():
        columns = 'session_key, session_data, expire_date'
        schema_editor.execute(f'INSERT INTO {_OLD} ({columns}) SELECT {columns} FROM accounts_session')


def _moment(field, value, connection):
    for convert in connection.ops.get_db_converters(field.get_col('')):
        value = convert(value, None, connection)
    return value


def _person(data):
    key = data.get(SESSION_KEY)
    return int(key) if isinstance(key, str) and key.isdecimal() else None


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_factor_reset'),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
            },
        ),
        migrations.RunPython(take_over, give_back),
    ]
