"""Coding tasks, one folder each: words, case generators, reference and wrong solutions."""

from grader.problems.loader import get_problem, list_problems, problem_slugs
from grader.problems.model import Case, Example, Finding, Group, Observation, Problem

__all__ = [
    "Case",
    "Example",
    "Finding",
    "Group",
    "Observation",
    "Problem",
    "get_problem",
    "list_problems",
    "problem_slugs",
]
