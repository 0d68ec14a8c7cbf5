"""A small document with grids that tests load, and change in one place at a time."""

GRIDS = r"""
id: small-map
title: Small map
topic: convolution
level: 2
source: Original
domain:
  n: {range: [1, 12]}
  k: {choice: [0, 1]}
  H: {choice: [3, 5]}
  S: {choice: [1, 2]}
grids:
  image: {draw: n, rows: H, columns: 5, low: -2, high: 9}
  kernel: {pick: k, from: [[[1, 0], [2, -1]], [[1, 0, -1], [2, 0, -2], [1, 0, 1]]]}
  map: {value: "conv2d(image, kernel, stride=S)"}
derive: {corner: "cell(map, 0, 0)"}
strata: [S]
prompt: |
  Stride is {{S}}.

  {{image}}

  {{kernel}}

  What is the map?
answer: {kind: matrix, value: map}
misconceptions:
  - {use: kernel-flipped, separated: true}
  - {use: kernel-not-used}
solution:
  - "The first value is {{corner}}."
  - "{{answer}}"
tests:
  - {params: {n: 1, k: 1, H: 3, S: 2}, rejects: ["0 0"], unreadable: ["1 2 3", "1 2; 3"]}
"""
