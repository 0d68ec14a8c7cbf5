"""The checks of a certificate, each with what it proved or which tuples break it."""

from collections.abc import Callable, Iterable, Mapping

from questions.answers import KINDS, AnswerFormatError
from questions.engine.assessment import assess
from questions.engine.certified import Certified
from questions.engine.counting import label
from questions.engine.domain import AxisValue
from questions.engine.errors import ExpressionError, OutsideDomainError
from questions.engine.findings import MOST_TUPLES_NAMED, Check
from questions.engine.option_texts import find_equal_options
from questions.engine.prompt_checks import prove_unique_prompts, sample_rows, shown_text
from questions.engine.question import Part, Question, WrittenTest
from questions.engine.selections import draw_of
from questions.engine.survey import Survey
from questions.engine.variants import Variant, make_variant, variant_with
from questions.errors import QuestionError

# Rendered in full, with solutions and explanations; the rest is covered by whole columns.
N_RENDERED = 40
N_MARKDOWN = 6
N_KEYS_TYPED = 100
MOST_STRATA = 64


def check_all(
    survey: Survey, *, check_markdown: Callable[[str], None] | None, n_strata: int
) -> tuple[Check, ...]:
    """Return all checks; those that need variants are left out where there are none."""
    checks = [*_check_columns(survey), _check_variants(survey)]
    if not survey.numbers.size:
        return tuple(checks)
    checks += [
        _check_typed_keys(survey),
        _check_mistakes(survey),
        _check_prompts(survey),
        *_check_options(survey),
        _check_rendering(survey, check_markdown),
        _check_strata(survey.question, n_strata),
    ]
    if all(check.ok for check in checks):
        checks.append(_check_written_tests(survey))
    return tuple(checks)


_COLUMN_CHECKS = {
    "requirements": "every requirement is true or false on every tuple",
    "derive": "every derived value exists on every tuple that meets the requirements",
    "keys": "the key exists on every one of them, and is what its kind needs",
    "comparator": "every key is accepted as an answer",
    "misconceptions": "every misconception can be computed",
    "templates": "every slot has a value on every variant",
    "solution": "every line of every solution has its values, and the last one shows the key",
}


def _check_columns(survey: Survey) -> Iterable[Check]:
    """Yield the checks that were made on whole columns."""
    for name, claim in _COLUMN_CHECKS.items():
        failures = [failure for failure in survey.failures if failure.check == name]
        if failures:
            rows = tuple(failure.params for failure in failures[:MOST_TUPLES_NAMED])
            yield Check(name, False, failures[0].detail, rows)
        elif not survey.failures:
            yield Check(name, True, f"{claim} ({survey.n_enumerated:,} tuples enumerated)")


def _check_variants(survey: Survey) -> Check:
    n_variants = survey.numbers.size
    if n_variants:
        return Check("variants", True, f"{n_variants:,} variants are left")
    if survey.failures:
        return Check("variants", False, "the enumeration stopped at the failing tuples")
    if not survey.n_required:
        detail = f"no tuple of {survey.n_enumerated:,} meets all requirements"
    else:
        detail = (
            f"separation removes all {survey.n_required:,} tuples that meet the requirements; "
            "expected fewer separated misconceptions or a wider domain"
        )
    return Check("variants", False, detail)


def _check_typed_keys(survey: Survey) -> Check:
    """Type keys in as a student would: what is shown must be read back and be right."""
    n_typed = 0
    for part in survey.question.parts:
        if not part.is_markable:
            continue
        for row in _distinct_rows(survey, part):
            variant = _variant(survey, row)
            made = variant.part(part.name)
            kind = KINDS[part.kind]
            shown = made.shown_key
            problem = f"{part.name}: the key, typed as {shown!r}, is marked wrong"
            try:
                parsed = kind.parse(shown, made.spec)
                is_right = made.key is not None and kind.matches(parsed, made.key, made.spec)
            except AnswerFormatError as error:
                is_right, problem = False, f"{part.name}: the key {shown!r} is refused: {error}"
            if not is_right:
                return Check("typed keys", False, problem, (variant.params,))
            n_typed += 1
    return Check("typed keys", True, f"{n_typed} different keys were typed, read back and marked")


def _distinct_rows(survey: Survey, part: Part) -> list[int]:
    """Return rows with different keys, the smallest and the largest key among them."""
    column = survey.keys[part.name]
    if column.ndim == 2:
        return sample_rows(len(column), N_RENDERED)
    labels, n_labels = label(column)
    rows = dict(zip(labels[::-1].tolist(), range(len(labels) - 1, -1, -1), strict=True))
    return [rows[place] for place in sample_rows(n_labels, N_KEYS_TYPED)]


def _variant(survey: Survey, row: int) -> Variant:
    return make_variant(survey.question, int(survey.numbers[row]), row)


def _check_mistakes(survey: Survey) -> Check:
    """Every misconception must be recognisable on some variant; separated ones never collide."""
    n_separated = 0
    for part in survey.question.parts:
        for use in part.mistakes:
            tally = survey.tallies[part.name, use.id]
            n_separated += use.is_separated
            if not tally.n_wrong:
                return Check(
                    "recognition",
                    False,
                    f"{part.name}: {use.id} gives no wrong value on any of "
                    f"{survey.numbers.size:,} variants, expected one at least",
                )
    detail = f"every misconception gives a wrong value on some variant; {n_separated} separated"
    return Check("recognition", True, f"{detail}, removing {survey.n_separated_out:,} tuples")


def _check_prompts(survey: Survey) -> Check:
    proof = prove_unique_prompts(survey)
    rows = [survey.question.domain.row(int(survey.numbers[row])) for row in proof.rows]
    return Check("prompts", proof.is_unique, proof.detail, tuple(rows[:MOST_TUPLES_NAMED]))


def _check_options(survey: Survey) -> Iterable[Check]:
    """Yield the proof that options differ, where there are options."""
    parts = [part for part in survey.question.parts if part.options]
    if not parts:
        return
    equal = find_equal_options(survey)
    if equal is not None:
        yield Check("options", False, equal[0], (equal[1],))
        return
    drawn = sum(draw_of(part) is not None for part in parts)
    enough = f", and {drawn} pools hold enough for every draw" if drawn else ""
    yield Check("options", True, f"no two options of a part read the same{enough}")


def _check_rendering(survey: Survey, check_markdown: Callable[[str], None] | None) -> Check:
    """Render some variants in full: prompt, options, solution and every explanation."""
    rows = sample_rows(int(survey.numbers.size), N_RENDERED)
    as_markdown = set(sample_rows(len(rows), N_MARKDOWN))
    for place, row in enumerate(rows):
        variant = _variant(survey, row)
        try:
            for text in _texts_of(variant):
                if "{{" in text:
                    detail = f"found {{{{ left over in {text[:60]!r}"
                    return Check("rendering", False, detail, (variant.params,))
                if check_markdown is not None and place in as_markdown:
                    check_markdown(text)
            problem = ""
        except (ExpressionError, QuestionError, ValueError, KeyError) as error:
            problem = f"{error}"
        if problem:
            return Check("rendering", False, problem, (variant.params,))
    claim = f"{len(rows)} of {survey.numbers.size:,} variants were rendered in full"
    return Check("rendering", True, f"{claim}, {len(as_markdown)} of them as Markdown")


def _texts_of(variant: Variant) -> Iterable[str]:
    yield from shown_text(variant).split("\x00")
    for part in variant.parts:
        name = part.part.name
        yield from variant.solution(name)
        yield from (option.why for option in getattr(part.spec, "options", ()))
        for misconception_id, wrong in variant.mistaken_answers(name).items():
            yield variant.explanation(name, misconception_id, wrong)


def _check_strata(question: Question, n_strata: int) -> Check:
    if n_strata > MOST_STRATA:
        listed = ", ".join(stratum.text for stratum in question.strata)
        detail = f"found {n_strata:,} strata by {listed}, expected at most {MOST_STRATA}"
        return Check("strata", False, detail)
    return Check("strata", True, f"{n_strata} strata" if question.strata else "not stratified")


def _check_written_tests(survey: Survey) -> Check:
    question = survey.question
    certified = Certified(question, survey.numbers)
    for test in question.tests:
        try:
            variant = variant_with(certified, test.params)
        except OutsideDomainError as error:
            return _failed_test(test, str(error))
        for problem in _run_test(test, variant):
            return _failed_test(test, problem)
    return Check("tests", True, f"{len(question.tests)} written tests hold")


def _failed_test(test: WrittenTest, problem: str) -> Check:
    params: Mapping[str, AxisValue] = test.params
    return Check("tests", False, f"line {test.line}: {problem}", (params,))


def _run_test(test: WrittenTest, variant: Variant) -> Iterable[str]:
    """Yield what does not hold, through the same parser and marking as a student's answer."""
    wanted = [
        *((text, 1.0, ()) for text in test.accepts),
        *((text, 0.0, ()) for text in test.rejects),
        *((text, 0.0, ids) for text, ids in test.diagnoses),
    ]
    shown = variant.part(test.part).shown_key
    for text, score, ids in wanted:
        try:
            found = assess(variant, test.part, text, earlier=test.earlier)
        except AnswerFormatError as error:
            yield f"{text!r} cannot be read ({error}); such answers go under unreadable"
            continue
        mark = found.mark
        if mark.is_right != (score == 1.0):
            verb = "accepted" if mark.is_right else "rejected"
            yield f"{text!r} is {verb}; the key is {shown}"
        missing = sorted(set(ids) - set(mark.diagnosis))
        if missing:
            names = ", ".join(mark.diagnosis) or "nothing"
            yield f"{text!r} is diagnosed as {names}, expected {', '.join(missing)}"
    kind = KINDS[variant.part(test.part).part.kind]
    for text in test.unreadable:
        try:
            kind.parse(text, variant.part(test.part).spec)
        except AnswerFormatError:
            continue
        yield f"{text!r} can be read, expected an unreadable answer"
