"""What practice writes."""

from examcenter.practice.services.checking import check_answers
from examcenter.practice.services.deciding import set_practice_rules
from examcenter.practice.services.drawing import draw_again, draw_harder, draw_next
from examcenter.practice.services.lessons import learn_from_exams

__all__ = [
    "check_answers",
    "draw_again",
    "draw_harder",
    "draw_next",
    "learn_from_exams",
    "set_practice_rules",
]
