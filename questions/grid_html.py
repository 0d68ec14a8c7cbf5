"""Grids of cells as HTML: tables in the one visual language of arrays; knows no questions."""

import html
from collections.abc import Sequence

from markdown_it.token import Token

GRID_WORD = "grid"
CLASSES: dict[str, set[str]] = {
    "div": {"arrays", "arrays__item", "array-scroll"},
    "table": {"array"},
    "span": {"array__shape"},
    "td": {"is-zero"},
}
# A wider grid has to be scrolled on a phone, so the keyboard must reach it.
_WIDE_SIDE = 8


def is_grid(token: Token) -> bool:
    """Tell whether a fenced block holds a grid."""
    return token.type == "fence" and token.info.split(maxsplit=1)[:1] == [GRID_WORD]


def render_grid(tokens: Sequence[Token], place: int) -> str:
    """Return the table of a fenced block; neighbouring ones stand side by side.

    A screen reader says the name and the size first, then row after row.
    """
    token = tokens[place]
    is_first = place == 0 or not is_grid(tokens[place - 1])
    is_last = place == len(tokens) - 1 or not is_grid(tokens[place + 1])
    rows = [line.split() for line in token.content.splitlines() if line.strip()]
    name = html.escape(token.info.strip().partition(" ")[2].strip())
    width = max(map(len, rows), default=0)
    size = f"{len(rows)} × {width}"
    label = ", ".join(filter(None, [name, size]))
    # What never scrolls must not be reached by keyboard.
    reach = f' class="array-scroll" tabindex="0" role="group" aria-label="{label}"'
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    table = (
        f'<div class="arrays__item"><div{reach if width > _WIDE_SIDE else ""}><table class="array">'
        f'<caption>{name} <span class="array__shape">{size}</span></caption>'
        f"<tbody>{body}</tbody></table></div></div>"
    )
    opening = '<div class="arrays">' if is_first else ""
    return f"{opening}{table}{'</div>' if is_last else ''}\n"


def _cell(text: str) -> str:
    is_zero = ' class="is-zero"' if text == "0" else ""
    return f"<td{is_zero}>{html.escape(text.replace('-', '−'))}</td>"
