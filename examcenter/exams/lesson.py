"""The lesson's figure as a page of its own: a filter slides over a small image, step by step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from questions.figures import WindowFigure, convolution_figure

# A bright square on the dark, so that each filter has flat parts, edges and corners to meet.
_IMAGE = np.zeros((7, 7))
_IMAGE[2:6, 2:6] = 9


@dataclass(frozen=True)
class Filter:
    """A filter of the lesson."""

    slug: str
    title: str | Promise
    says: str | Promise
    weights: tuple[tuple[float, ...], ...]

    def figure(self) -> WindowFigure:
        """Return the figure of this filter on the lesson's image."""
        return convolution_figure(_IMAGE, self.weights)


FILTERS = (
    Filter(
        "edge",
        _("Vertical edge"),
        _(
            "It subtracts what lies to the right from what lies to the left. Where both are alike "
            "the sum is zero; where bright meets dark it is large."
        ),
        ((1, 0, -1), (2, 0, -2), (1, 0, -1)),
    ),
    Filter(
        "blur",
        _("Blur"),
        _(
            "Nine equal weights that add up to 1: each output is the mean of the nine pixels under "
            "the window, so edges are smeared."
        ),
        ((1 / 9,) * 3,) * 3,
    ),
    Filter(
        "sharpen",
        _("Sharpen"),
        _(
            "It takes the pixel five times and subtracts its four neighbours. Flat areas stay as "
            "they are, and a step at an edge is made larger."
        ),
        ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    ),
)


@require_GET
def convolution(request: HttpRequest) -> HttpResponse:
    """Show a filter of the lesson on a 7 x 7 image; ``kernel`` in the query picks the filter."""
    wanted = request.GET.get("kernel", "")
    chosen = next((entry for entry in FILTERS if entry.slug == wanted), FILTERS[0])
    context = {"filters": FILTERS, "chosen": chosen, "figure": chosen.figure()}
    return render(request, "exams/lesson.html", context)
