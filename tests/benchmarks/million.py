"""A program: proves a question with a million tuples and prints their number, seconds and bytes.

A process of its own, so that the most memory it ever used is this proof's.
"""

from questions.engine.certificate import certify
from questions.engine.document import load_question
from questions.rendering import check_markdown
from tests.benchmarks.registry import time_of
from tests.fixtures.memory import own_peak_bytes

_MILLION = """
id: a-million-tuples
title: Output size over a million tuples
topic: output-size
level: 2
source: Stanford CS231n, Convolutional Networks
domain:
  W: {range: [8, 1007]}
  F: {range: [1, 25]}
  P: {range: [0, 9]}
  S: {range: [1, 4]}
require:
  - {that: "F <= W + 2*P", why: the kernel fits}
strata: [S]
prompt: |
  A ${{W}}\\times{{W}}$ input meets a ${{F}}\\times{{F}}$ filter with padding $P={{P}}$ and stride
  $S={{S}}$. How wide is the output?
answer: {kind: integer, value: "conv_output_size(W, F, stride=S, padding=P)"}
misconceptions:
  - {use: padding-counted-once}
  - {use: forgot-plus-one}
solution:
  - "$({{W}} - {{F}} + 2\\\\cdot{{P}}) / {{S}}$, rounded down, and one more: ${{answer}}$"
tests:
  - {params: {W: 13, F: 5, P: 2, S: 2}, accepts: ["7"], rejects: ["6"]}
"""


def main() -> None:
    """Prove it once."""
    question = load_question(_MILLION, filename="a million")
    certificate = None

    def prove() -> None:
        nonlocal certificate
        certificate = certify(question, check_markdown=check_markdown)

    time_s = time_of(prove, n_runs=1, n_warm_up=0)
    assert certificate is not None and certificate.ok, certificate
    print(certificate.n_enumerated, time_s, own_peak_bytes())


if __name__ == "__main__":
    main()
