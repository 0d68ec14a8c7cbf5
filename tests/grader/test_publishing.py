"""A broker that is down fails no request, hangs none, and loses nothing."""

from uuid import uuid4

import pytest
from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as RedisConnectionError

from grader import publishing
from grader.publishing import ENOUGH, publish_submission


def test_it_publishes_the_id_to_the_grading_queue(broker):
    submission_id = uuid4()
    assert publish_submission(submission_id)
    assert broker.sent == [submission_id]


@pytest.mark.parametrize(
    "error", [OperationalError("refused"), RedisConnectionError("gone"), TimeoutError("silent")]
)
def test_a_broker_that_is_down_is_reported_not_raised(broker, caplog, error):
    broker.error = error
    assert not publish_submission(uuid4())
    assert type(error).__name__ in caplog.text


def test_after_a_failure_no_further_request_waits_for_the_broker(broker):
    broker.error = OperationalError("refused")
    publish_submission(uuid4())
    broker.error = AssertionError("asked again")
    assert not publish_submission(uuid4())


def test_it_asks_the_broker_again_after_a_while(broker, monkeypatch):
    broker.error = OperationalError("refused")
    publish_submission(uuid4())
    broker.error = None
    monkeypatch.setattr(publishing, "_PAUSE_S", 0.0)
    publishing.breaker.trip()
    assert publish_submission(uuid4())


def test_an_error_that_is_not_the_broker_s_is_not_swallowed(broker):
    broker.error = TypeError("a mistake of ours")
    with pytest.raises(TypeError):
        publish_submission(uuid4())


def test_when_enough_messages_wait_no_other_one_is_sent(broker):
    for _ in range(ENOUGH + 20):
        assert publish_submission(uuid4())
    assert len(broker.sent) == ENOUGH
    broker.take()
    publish_submission(uuid4())
    assert len(broker.sent) == ENOUGH + 1


def test_what_is_to_be_tried_again_later_is_sent_however_many_wait(broker):
    """It says when there will be work, which the others do not."""
    broker.n_waiting = ENOUGH
    assert publish_submission(uuid4(), after_s=2)
    assert broker.delays_s == [2]
