"""System checks of what settings can get wrong together; ``manage.py check`` runs them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from grader import room

_LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


@register(Tags.compatibility)
def check_times(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Hold the clocks of grading in their order: two runs < task < lease < redelivery."""
    return list(_compare_times())


@register(Tags.security, deploy=True)
def check_production(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Find settings that are fine on one machine and wrong in production."""
    return list(_find_local_settings())


def _compare_times() -> Iterator[CheckMessage]:
    wall_s, lease_s = settings.GRADER_WALL_LIMIT_S, settings.GRADER_LEASE_S
    soft_s = settings.CELERY_TASK_SOFT_TIME_LIMIT
    hard_s = settings.CELERY_TASK_TIME_LIMIT
    redelivery_s = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    if wall_s < 2 * settings.GRADER_TIME_LIMIT_S:
        yield Error(
            f"EXAMCENTER_GRADER_WALL_LIMIT_S is {wall_s} s, expected at least twice "
            f"EXAMCENTER_GRADER_TIME_LIMIT_S, {settings.GRADER_TIME_LIMIT_S} s",
            hint="On a busy machine the load of others would decide who is too slow.",
            id="examcenter.E005",
        )
    # A time limit is confirmed by a second run, and both may have to wait for their turn.
    if 2 * (wall_s + room.WAIT_S) >= soft_s:
        yield Error(
            f"EXAMCENTER_GRADER_WALL_LIMIT_S is {wall_s} s, expected less than "
            f"{soft_s / 2 - room.WAIT_S:g} s: two runs and their waiting have to fit into the "
            f"task's own limit of {soft_s} s",
            hint="A slow submission would be ended as a fault of the machine, not as too slow.",
            id="examcenter.E001",
        )
    if lease_s <= hard_s:
        yield Error(
            f"EXAMCENTER_GRADER_LEASE_S is {lease_s} s, expected more than the "
            f"task's hard limit of {hard_s} s",
            hint="A submission that is still being graded would be queued a second time.",
            id="examcenter.E002",
        )
    if redelivery_s <= hard_s:
        yield Error(
            f"the broker's visibility timeout is {redelivery_s} s, expected more than the task's "
            f"hard limit of {hard_s} s",
            hint="A task that still runs would be delivered to a second worker.",
            id="examcenter.E003",
        )


def _find_local_settings() -> Iterator[CheckMessage]:
    if not settings.IS_PRODUCTION:
        yield Warning(
            "EXAMCENTER_PRODUCTION is not set",
            hint="Set it to 1: it turns on HTTPS, hashed static files and refused defaults.",
            id="examcenter.W001",
        )
    if str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3"):
        yield Warning(
            "the database is SQLite",
            hint="Set EXAMCENTER_DATABASE_URL to postgresql://...; SQLite allows one writer and "
            "one machine.",
            id="examcenter.W002",
        )
    if set(settings.ALLOWED_HOSTS) <= _LOCAL_HOSTS:
        yield Warning(
            "EXAMCENTER_ALLOWED_HOSTS names this machine only",
            hint="Add the host name that people type, or every request of theirs is refused.",
            id="examcenter.W003",
        )
    if settings.DEBUG:
        yield Error(
            "EXAMCENTER_DEBUG is on",
            hint="Unset it: error pages would show settings and source to students.",
            id="examcenter.E004",
        )
