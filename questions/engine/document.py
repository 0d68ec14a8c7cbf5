"""Reads a question document; every problem names file, line, key, found and expected."""

import re
from collections.abc import Sequence

from questions.engine.axes import read_domain
from questions.engine.errors import DocumentError
from questions.engine.expressions import Expression
from questions.engine.grid_reader import grid_names, read_grids, refuse_shown_keys
from questions.engine.parts import ANSWER_FIELDS, Surroundings, read_parts
from questions.engine.question import TOPICS, Derived, Question, Requirement
from questions.engine.reader import Reader, field_of
from questions.engine.scope import Scope, read_expression, read_new_name, read_template
from questions.engine.source import Node, read_tree
from questions.engine.templates import Template
from questions.engine.trace import TRACE_NAMES
from questions.engine.written_tests import read_tests

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
MOST_REQUIREMENTS = 20
MOST_DERIVED = 30
MOST_STRATA = 4
MOST_TAGS = 12
HIGHEST_LEVEL = 4
_LOCALE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_ABOUT = ("id", "title", "topic", "level", "source", "locale", "tags")
_FIELDS = (
    *_ABOUT,
    *("domain", "grids", "require", "derive", "strata", "prompt", "parts", "tests"),
    *ANSWER_FIELDS,
)
_REQUIRED = ("id", "title", "topic", "level", "source", "prompt")


def load_question(text: str, *, filename: str) -> Question:
    """Return the question that a document describes.

    Raises DocumentError with all problems that were found.
    """
    root, problems = read_tree(text, filename=filename)
    reader = Reader(filename, problems)
    question = _read_question(reader, root)
    if reader.problems or question is None:
        raise DocumentError(sorted(reader.problems, key=lambda problem: problem.line))
    return question


def _read_question(reader: Reader, root: Node) -> Question | None:
    fields = reader.mapping(root, required=_REQUIRED, allowed=_FIELDS)
    if not fields:
        return None
    n_before = len(reader.problems)
    domain = read_domain(reader, field_of(fields, "domain"))
    is_domain_sound = len(reader.problems) == n_before
    axes = Scope(domain.number_names, domain.text_names)
    grids = read_grids(reader, fields.get("grids"), domain if is_domain_sound else None, axes)
    axes = axes.extended(grids=grid_names(fields.get("grids")))
    derive = _read_derived(reader, fields.get("derive"), axes)
    scope = axes.extended(numbers=[derived.name for derived in derive])
    require = _read_requirements(reader, fields.get("require"), scope)
    strata = _read_strata(reader, fields.get("strata"), scope)
    parts = read_parts(reader, root, fields, Surroundings(scope, (*grids, *derive)))
    prompt = _read_prompt(reader, fields, scope, [part.name for part in parts])
    refuse_shown_keys(reader, fields, prompt, parts)
    tests = read_tests(reader, fields.get("tests"), domain if is_domain_sound else None, parts)
    about = _read_about(reader, fields)
    if prompt is None or about is None:
        return None
    slug, title, topic, level, source = about
    return Question(
        slug=slug,
        title=title,
        topic=topic,
        level=level,
        source=source,
        locale=reader.name(field_of(fields, "locale"), _LOCALE, "a locale such as en") or "en",
        tags=_read_tags(reader, fields.get("tags")),
        domain=domain,
        require=require,
        grids=grids,
        derive=derive,
        strata=strata,
        prompt=prompt,
        parts=parts,
        tests=tests,
    )


def _read_about(reader: Reader, fields: dict[str, Node]) -> tuple[str, str, str, int, str] | None:
    slug = reader.name(
        fields.get("id"), SLUG, "lower-case words joined by hyphens, such as same-padding"
    )
    if slug is not None and len(slug) > 64:
        reader.note(fields["id"], f"{len(slug)} characters", "at most 64")
    title = reader.line_of_text(fields.get("title"))
    topic = reader.one_of(fields.get("topic"), TOPICS)
    level = reader.integer(fields.get("level"), least=1, most=HIGHEST_LEVEL)
    source = reader.line_of_text(fields.get("source"))
    if slug is None or title is None or topic is None or level is None or source is None:
        return None
    return slug, title, topic, level, source


def _read_tags(reader: Reader, node: Node | None) -> tuple[str, ...]:
    entries = reader.entries(node, expected="tags", most=MOST_TAGS)
    tags = [reader.name(entry, SLUG, "lower-case words joined by hyphens") for entry in entries]
    return tuple(tag for tag in tags if tag is not None)


def _read_derived(reader: Reader, node: Node | None, scope: Scope) -> tuple[Derived, ...]:
    derive: list[Derived] = []
    for name, value in reader.pairs(node, expected="name: expression", most=MOST_DERIVED):
        expression = read_expression(reader, value, scope)
        is_new = read_new_name(reader, value, name, scope.all_names)
        if not is_new:
            continue
        # A name with a wrong expression still counts, or every use of it would be noted too.
        scope = scope.extended(numbers=[name])
        if expression is not None:
            derive.append(Derived(name, expression))
    return tuple(derive)


def _read_requirements(reader: Reader, node: Node | None, scope: Scope) -> tuple[Requirement, ...]:
    require: list[Requirement] = []
    for entry in reader.entries(
        node, expected="requirements, each {that: ..., why: ...}", most=MOST_REQUIREMENTS
    ):
        fields = reader.mapping(entry, required=("that", "why"), allowed=("that", "why"))
        that = read_expression(reader, fields.get("that"), scope)
        why = reader.line_of_text(fields.get("why"))
        if that is not None and why is not None:
            require.append(Requirement(that, why))
    return tuple(require)


def _read_strata(reader: Reader, node: Node | None, scope: Scope) -> tuple[Expression, ...]:
    entries = reader.entries(node, expected="names or expressions", most=MOST_STRATA)
    # A text axis sorts into strata by its place in the choice; the trace comes from the keys.
    names = Scope(scope.numbers | scope.texts | set(TRACE_NAMES), grids=scope.grids)
    strata = [read_expression(reader, entry, names) for entry in entries]
    return tuple(expression for expression in strata if expression is not None)


def _read_prompt(
    reader: Reader, fields: dict[str, Node], scope: Scope, parts: Sequence[str]
) -> Template | None:
    return read_template(reader, fields.get("prompt"), scope.hiding([*parts, "answer"]))
