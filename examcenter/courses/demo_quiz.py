"""The demo course's quiz that shows sections, lists, pools and shuffling."""

from __future__ import annotations

from examcenter.exams.building.definition import (
    ExamDefinition,
    Rules,
    SectionDefinition,
    SlotDefinition,
)
from examcenter.exams.review import USUAL
from examcenter.exams.services.drawing import Pool

DRAWN_SLUG = "mixed-quiz"


def _pool(topic: str, *levels: int, points: float = 1.0) -> SlotDefinition:
    return SlotDefinition(source="pool", pool=Pool((topic,), levels), points=points)


DRAWN_QUIZ = ExamDefinition(
    Rules(
        kind="quiz",
        title="Mixed quiz",
        intro="Seven questions drawn for you from half of the bank, in an order of your own. Three "
        "tries for each part; a further try costs a tenth. Another attempt brings other questions.",
        max_tries=3,
        try_penalty=0.1,
        is_shuffled=True,
        review=USUAL.to_json(),
    ),
    (
        SectionDefinition(
            "Sizes",
            "",
            (
                _pool("output-size", 1, 2),
                _pool("padding", 1, 2),
                _pool("pooling", 1, 2),
            ),
        ),
        SectionDefinition(
            "Costs",
            "",
            (
                SlotDefinition(
                    source="list",
                    choices=("conv-parameters", "dense-weights", "one-filter-weights"),
                ),
                _pool("parameters", 2, points=2.0),
            ),
        ),
        SectionDefinition(
            "Ideas",
            "",
            (_pool("receptive-field", 2, 3, points=2.0), _pool("concepts")),
        ),
    ),
)
