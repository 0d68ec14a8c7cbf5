"""Large domains: certified in seconds, within little memory, with a proof about every prompt."""

import json
import time
import tracemalloc

from questions.engine.certificate import certify
from questions.engine.document import load_question

LARGE = r"""
id: large
title: Large
topic: output-size
level: 2
source: Original
domain:
  W: {range: [10, 1509]}
  F: {range: [1, 15]}
  P: {range: [0, 10]}
  S: {range: [1, 4]}
require: [{that: "F <= W + 2*P", why: the kernel fits}]
strata: [S, "P > 0"]
prompt: "{{W}}, {{F}}, {{P}} and {{S}}."
answer: {kind: integer, value: "conv_output_size(W, F, stride=S, padding=P)"}
misconceptions:
  - {use: padding-counted-once, separated: true}
  - {use: forgot-plus-one}
  - {use: stride-ignored}
  - {use: rounded-up}
solution: ["({{W}} - {{F}} + {{2*P}}) / {{S}} + 1 = {{answer}}"]
"""


def test_a_million_tuples_take_seconds_and_little_memory():
    question = load_question(LARGE, filename="large.yaml")
    assert question.domain.n_tuples == 990_000
    started = time.process_time()
    certificate = certify(question)
    seconds = time.process_time() - started
    assert certificate.ok, certificate.problems
    assert certificate.n_variants == 832_489
    assert seconds < 20
    tracemalloc.start()
    certify(question)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 250_000_000


DRAWN = r"""
id: drawn
title: Drawn
topic: convolution
level: 2
source: Original
domain:
  n: {range: [1, 25000]}
  k: {choice: [0, 1]}
  S: {choice: [1, 2]}
grids:
  image: {draw: n, rows: 5, columns: 5, low: 0, high: 9}
  kernel: {pick: k, from: [[[1, 0, -1], [2, 0, -2], [1, 0, -1]], [[1, 2, 0], [0, 1, 1], [2, 0, 1]]]}
  map: {value: "conv2d(image, kernel, stride=S)"}
strata: [S]
prompt: |
  Stride {{S}}.

  {{image}}

  {{kernel}}
answer: {kind: matrix, value: map}
misconceptions:
  - {use: kernel-flipped, separated: true}
  - {use: kernel-transposed}
  - {use: relu-inside}
solution: ["{{map}}"]
"""


def test_a_hundred_thousand_maps_take_seconds_and_little_memory():
    question = load_question(DRAWN, filename="drawn.yaml")
    assert question.domain.n_tuples == 100_000
    started = time.process_time()
    certificate = certify(question)
    seconds = time.process_time() - started
    assert certificate.ok, certificate.problems
    assert certificate.n_variants == 99_999
    assert certificate.n_distinct_answers > 99_000
    assert seconds < 12
    tracemalloc.start()
    certify(question)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150_000_000


def test_the_prompts_of_a_large_domain_are_proved_different_or_refused():
    def prompts(prompt):
        text = LARGE.replace("[10, 1509]", "[10, 60]").replace(
            '"{{W}}, {{F}}, {{P}} and {{S}}."', json.dumps(prompt)
        )
        certificate = certify(load_question(text, filename="large.yaml"))
        (check,) = [check for check in certificate.checks if check.name == "prompts"]
        return check

    assert "by argument" in prompts("{{W}}, {{F}}, {{P}} and {{S}}.").detail
    # A sum and a difference give both numbers away, which only comparing can tell.
    shown = prompts("{{W + F}}, {{W - F}}, {{P}} and {{S}}.")
    assert shown.ok
    assert "by comparing" in shown.detail
    hidden = prompts("{{W}}, {{F}} and {{S}}.")
    assert not hidden.ok
    assert "expected the text to show P" in hidden.detail
    assert len(hidden.tuples) == 5
    assert not prompts("{{W}}, {{F + P}} and {{S}}.").ok
    joined = prompts("{{W}}{{F}}, {{P}} and {{S}}.")
    assert not joined.ok
    assert "nothing tells where {{W}} ends" in joined.detail
    assert not prompts("{{W}}1, {{F}}, {{P}} and {{S}}.").ok
    assert not prompts("{{W}}.{{F}}, {{P}} and {{S}}.").ok
    assert not prompts("{{W | thousands}},{{F}}, {{P}} and {{S}}.").ok
    assert prompts("{{W}},{{F}}-{{P}} and {{S}}. More").ok
    assert not prompts("{{W / 100 | decimal 0}}, {{F}}, {{P}} and {{S}}.").ok
