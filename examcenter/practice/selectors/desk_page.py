"""The topics with mastery and what is due, at a constant number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.exams.access import list_exams_for
from examcenter.exams.models import Exam
from examcenter.practice.access import may_practise
from examcenter.practice.catalogue import list_candidates
from examcenter.practice.choosing import Candidate
from examcenter.practice.mastery import Belief, mastery_of
from examcenter.practice.models import MetMisconception, Repetition, TopicBelief
from examcenter.practice.pages import CodeLink, DeskPage, TopicCard
from examcenter.practice.pictures import mastery_view
from examcenter.practice.services.drawing import belief_at
from examcenter.sentences.topics import topic_words
from questions.engine.question import TOPICS

CODE_TOPIC = "code"


def desk_page(user: User, now: datetime) -> DeskPage:
    """Return the topics to choose from, in the order of the lesson."""
    is_member = may_practise(user)
    topics = topic_cards(user, list_candidates(user, now), now) if is_member else ()
    return DeskPage(
        topics=topics,
        due=tuple(card for card in topics if card.is_due),
        code=_code_links(user),
        n_open_mistakes=MetMisconception.objects.filter(user=user, overcome_at=None).count(),
        may_practise=is_member,
    )


def topic_cards(
    user: User, candidates: Collection[Candidate], now: datetime
) -> tuple[TopicCard, ...]:
    """Return a card for each topic with a question to practise; two queries."""
    sizes = Counter(entry.topic for entry in candidates)
    beliefs = {row.topic: row for row in TopicBelief.objects.filter(user=user)}
    due = dict(Repetition.objects.filter(user=user).values_list("topic", "due_at"))
    evening = end_of_day(now)
    cards = []
    for topic in sorted(sizes, key=_place_of):
        row = beliefs.get(topic)
        belief = belief_at(row, now) if row else Belief()
        due_at = due.get(topic)
        n_answers = row.n_questions if row else 0
        cards.append(
            TopicCard(
                slug=topic,
                title=topic_words(topic),
                n_questions=sizes[topic],
                n_answers=n_answers,
                mastery=mastery_view(mastery_of(belief, n_answers=n_answers)),
                due_at=due_at,
                is_due=due_at is not None and due_at < evening,
            )
        )
    return tuple(cards)


def end_of_day(now: datetime) -> datetime:
    """Return the coming midnight, in the zone of the service."""
    local = timezone.localtime(now)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _place_of(topic: str) -> tuple[int, str]:
    return (TOPICS.index(topic) if topic in TOPICS else len(TOPICS), topic)


def _code_links(user: User) -> tuple[CodeLink, ...]:
    """Return the practice exams with tasks in code: the grader's queue belongs to exams."""
    exams = (
        list_exams_for(user)
        .filter(
            kind=Exam.Kind.PRACTICE,
            published_at__isnull=False,
            sections__slots__question__topic=CODE_TOPIC,
        )
        .order_by("course__title", "position")
        .distinct()
    )
    return tuple(
        CodeLink(exam_id=exam.pk, title=exam.title, course_title=exam.course.title)
        for exam in exams
    )
