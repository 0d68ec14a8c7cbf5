"""The system checks: settings that contradict each other are found, sound ones are left alone."""

import pytest

from examcenter.checks import check_production, check_times


def ids(messages) -> list[str]:
    return [message.id for message in messages]


def test_the_shipped_settings_are_sound():
    assert check_times(None) == []


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("GRADER_WALL_LIMIT_S", 30, ["examcenter.E001"]),
        ("GRADER_WALL_LIMIT_S", 19, ["examcenter.E005"]),
        ("GRADER_LEASE_S", 60, ["examcenter.E002"]),
        ("CELERY_BROKER_TRANSPORT_OPTIONS", {"visibility_timeout": 110}, ["examcenter.E003"]),
    ],
)
def test_clocks_out_of_order_are_found(settings, name, value, found):
    setattr(settings, name, value)
    assert ids(check_times(None)) == found
    assert all(message.hint for message in check_times(None))


def test_local_settings_are_found_when_deploying(settings):
    settings.DEBUG = True
    settings.IS_PRODUCTION = False
    settings.ALLOWED_HOSTS = ["localhost"]
    assert set(ids(check_production(None))) >= {
        "examcenter.W001",
        "examcenter.W003",
        "examcenter.E004",
    }
