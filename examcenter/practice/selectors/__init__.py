"""What people may read of practice, ready to show."""

from examcenter.practice.selectors.class_page import class_page
from examcenter.practice.selectors.desk_page import desk_page, topic_cards
from examcenter.practice.selectors.mistakes_page import mistakes_page
from examcenter.practice.selectors.sheet_page import sheet_page

__all__ = ["class_page", "desk_page", "mistakes_page", "sheet_page", "topic_cards"]
