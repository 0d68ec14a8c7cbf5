"""A small document that tests load, and change in one place at a time."""

from questions.engine.document import load_question
from questions.engine.errors import DocumentError, Problem
from questions.engine.question import Question

DOCUMENT = r"""
id: output-size
title: Output size
topic: output-size
level: 2
source: Original
domain:
  W: {range: [8, 20]}
  F: {choice: [3, 5]}
  P: {range: [0, 2]}
  S: {choice: [1, 2]}
require:
  - {that: "F <= W + 2*P", why: the kernel fits}
  - {that: "travel % S == 0", why: the filter tiles the input}
derive: {travel: "W - F + 2*P"}
strata: [S]
prompt: |
  A ${{W}}\times{{W}}$ input meets an ${{F}}\times{{F}}$ filter.
  Padding is {{P}} and stride {{S}}. How wide is the output?
answer: {kind: integer, value: "conv_output_size(W, F, stride=S, padding=P)"}
misconceptions:
  - {use: padding-counted-once, separated: true}
  - {use: forgot-plus-one}
solution:
  - "$W - F + 2P = {{travel}}$"
  - "${{travel}} / {{S}} + 1 = {{answer}}$"
tests:
  - params: {W: 13, F: 5, P: 2, S: 2}
    accepts: ["7", "7.0"]
    rejects: ["5"]
    diagnoses: {"6": forgot-plus-one}
"""

PARTS = r"""
id: first-layer
title: First layer
topic: parameters
level: 3
source: Original
domain:
  cases:
    - {net: AlexNet, W: 227, F: 11, S: 4, C: 3, K: 96}
    - {net: Tiny, W: 13, F: 5, S: 2, C: 1, K: 7}
prompt: "The first layer of {{net}}: ${{W}}$, ${{F}}$, ${{S}}$, ${{C}}$, ${{K}}$."
parts:
  - name: volume
    label: Output volume
    prompt: Which shape has the output?
    points: 2
    answer:
      kind: shape
      axes: [height, width, depth]
      values: ["conv_output_size(W, F, stride=S)", "conv_output_size(W, F, stride=S)", K]
    misconceptions: [{use: forgot-plus-one}]
    solution: ["${{answer}}$"]
  - name: neurons
    label: Neurons
    prompt: How many neurons is that?
    answer: {kind: integer, value: volume_height * volume_width * volume_depth}
    solution: ["${{volume_height}}^2 \\cdot {{K}} = {{neurons | thousands}}$"]
  - name: sharing
    label: Sharing
    prompt: Does sharing help?
    answer:
      kind: choice
      options:
        - {id: helps, text: "Yes, with {{K}} filters", when: "neurons > 10", why: There are many.}
        - {id: hurts, text: "No", when: "neurons <= 10", why: There are few.}
    solution: ["{{answer}}."]
tests:
  - {params: {net: Tiny, W: 13, F: 5, S: 2, C: 1, K: 7}, part: neurons, accepts: ["175"]}
  - params: {net: Tiny, W: 13, F: 5, S: 2, C: 1, K: 7}
    part: neurons
    earlier: {volume: 4 x 4 x 7}
    accepts: ["112", "175"]
    rejects: ["100"]
"""


def load(text: str = DOCUMENT, *changes: tuple[str, str]) -> Question:
    """Return the question of a text after some replacements, each of which must hit."""
    return load_question(change(text, *changes), filename="question.yaml")


def change(text: str, *changes: tuple[str, str]) -> str:
    """Return the text with replacements, each of which must hit."""
    for old, new in changes:
        assert old in text, f"{old!r} is not in the document"
        text = text.replace(old, new)
    return text


def problems_of(text: str = DOCUMENT, *changes: tuple[str, str]) -> tuple[Problem, ...]:
    """Return the problems of a text after some replacements; none if it loads."""
    try:
        load(text, *changes)
    except DocumentError as error:
        return error.problems
    return ()
