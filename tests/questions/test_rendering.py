"""Authors' Markdown with maths comes out as safe, cached HTML with MathML and a text form."""

import time
from html.parser import HTMLParser

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from questions.formulas import FormulaError, to_mathml
from questions.rendering import (
    MAX_CHARACTERS,
    RenderingError,
    check_markdown,
    render_inline,
    render_markdown,
)
from questions.spoken_maths import speak

LESSON = [
    r"\left\lfloor \frac{W - F + 2P}{S} \right\rfloor + 1",
    r"y_{i,j} = \sum_{m}\sum_{n} K_{m,n}\,\cdot\,x_{\,i+m,\,j+n}",
    r"128 \times 128 \times 3 \times 256 = 12{,}582{,}912 \text{ weights}",
    r"\frac{13 - 5 + 2(2)}{2} + 1 = \frac{12}{2} + 1 = 7",
    r"P = \frac{F - 1}{2}",
    r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
    r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}",
    r"\begin{cases} 0 & x < 0 \\ x & x \ge 0 \end{cases}",
    r"\begin{array}{|c|c|} \hline 1 & 2 \\ \hline \end{array}",
    r"\underbrace{3\cdot3}_{F^2} \approx \sqrt{81} \neq \overline{x} \bmod 2 \ldots",
]


class _Elements(HTMLParser):
    """Collects what a browser would make of the HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep every element with its attributes."""
        self.found.append((tag, [(name, value or "") for name, value in attrs]))


def error_in(text: str) -> RenderingError:
    """Return what an author is told about a text."""
    with pytest.raises(RenderingError) as caught:
        check_markdown(text)
    return caught.value


@pytest.mark.parametrize("latex", LESSON)
def test_the_lessons_formulas_become_mathml_without_style_attributes(latex):
    html = render_markdown(f"$${latex}$$")
    check_markdown(f"$${latex}$$")
    assert html.startswith('<div class="math-display')
    assert '<math alttext="' in html
    assert " style=" not in html
    assert "math-error" not in html


def test_inline_maths_stays_in_its_line_and_money_stays_text():
    html = render_markdown("A $13\\times13$ input costs $5 and $6.")
    assert html.startswith('<p>A <math alttext="13 times 13"><mn>13</mn><mo')
    assert html.endswith("</math> input costs $5 and $6.</p>")


def test_display_maths_inside_a_paragraph_keeps_the_paragraph_whole():
    html = render_markdown("so $$x^2$$ then")
    assert html.startswith('<p>so <span class="math-display"><math')
    assert html.endswith("</math></span> then</p>")


def test_a_grouped_number_is_one_number():
    assert "<mn>12,582,912</mn>" in render_inline("$12{,}582{,}912$")
    assert "<mn>1</mn>" in render_inline("$x_{1,200}$")


def test_alignments_and_rules_become_classes():
    aligned = render_markdown(f"$${LESSON[5]}$$")
    assert '<mtd class="math-right"><mi>a</mi></mtd><mtd class="math-left">' in aligned
    assert "math-line-top" in render_markdown(f"$${LESSON[8]}$$")
    assert 'class="math-box"' in render_inline(r"$\boxed{7}$")


def test_numbered_environments_are_shown_without_numbers():
    assert "(1)" not in render_markdown(r"$$\begin{align} a &= b \end{align}$$")


def test_only_wide_formulas_are_stops_of_the_keyboard():
    assert "tabindex" not in render_markdown("$$x^2$$")
    wide = render_markdown("$$" + " + ".join("abcdefghijklmnopqrstuvwxyz") + "$$")
    assert '<div class="math-display" tabindex="0" role="group" aria-label="Formula">' in wide


def test_inline_rendering_adds_no_paragraph():
    assert render_inline("it **tiles**") == "it <strong>tiles</strong>"


def test_tables_code_and_headings_fit_into_a_page():
    table = render_markdown("|a|b|\n|:-|-:|\n|1|$x$|")
    assert table.startswith('<div class="table-scroll"><table>')
    assert '<th scope="col" class="align-right">b</th>' in table
    assert 'class="align-right"><math' in table
    code = render_markdown("```python\nif 1 < 2: pass\n```")
    assert (
        code == '<pre tabindex="0"><code class="language-python">if 1 &lt; 2: pass\n</code></pre>'
    )
    assert render_markdown("# One\n\n###### Six") == "<h3>One</h3><h6>Six</h6>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        "![x](/x.png)",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
        r"$\text{<script>alert(1)</script>}$",
        r"$\text{<img src=x onerror=alert(1)>}$",
        r"$\href{javascript:alert(1)}{x}$",
        r"$\foo{<script>}$",
        '```"><script>alert(1)</script>\nx\n```',
        "<!-- --><b onclick=alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]",
    ],
)
@pytest.mark.parametrize("render", [render_markdown, render_inline])
def test_nothing_that_runs_or_loads_comes_out(render, text):
    elements = _Elements()
    elements.feed(render(text))
    names = {name for name, _ in elements.found}
    attributes = [attribute for _, found in elements.found for attribute in found]
    assert not names & {"script", "img", "style", "iframe", "svg"}
    assert not [name for name, _ in attributes if name.startswith("on") or name == "style"]
    assert not [
        value for name, value in attributes if name in ("href", "src") and ":" in value[:12]
    ]


def test_a_formula_that_cannot_be_shown_stands_as_it_was_written():
    assert render_markdown(r"$\foo{x}$") == r'<p><code class="math-error">\foo{x}</code></p>'


@pytest.mark.parametrize(
    ("text", "line", "column", "phrase"),
    [
        (r"$\foo$", 1, 2, "Unknown command"),
        ("One line\n\nand $x$ with $a + \\foo$ in it", 3, 19, "Unknown command"),
        ("$x$ and\n$$\n\\frac{1}{2\n$$", 3, 11, "closing token"),
        (r"$\color{red}{x}$", 1, 2, "not everybody sees"),
        (r"$\def\a{b}\a$", 1, 2, "defines a command"),
        (r"$\cancel{x}$", 1, 2, "not shown by every browser"),
        (r"2$\times$2", 1, 2, "opens or closes no maths"),
        (r"$ \times $", 1, 1, "opens or closes no maths"),
        ("x" * (MAX_CHARACTERS + 1), 1, 1, "at most 20,000"),
    ],
)
def test_an_author_is_told_the_place_of_what_would_not_be_shown(text, line, column, phrase):
    error = error_in(text)
    assert (error.line, error.column) == (line, column)
    assert phrase in str(error)
    assert f"line {line}, column {column}" in str(error)


@pytest.mark.parametrize("text", ["", "costs $5", "a \\$ sign", "$5 and $6", "`$\\foo$`", "$x$"])
def test_what_is_shown_as_meant_passes_the_check(text):
    check_markdown(text)


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        ("{" * 60 + "x" + "}" * 60, "50 braces"),
        ("{" * 3000, "50 braces"),
        (r"\sqrt " * 600 + "x", "500 commands"),
        (r"\left(" * 550, "500 commands"),
        ("x" * 4001, "4,001 characters"),
    ],
)
def test_a_formula_too_deep_for_the_converter_never_reaches_it(latex, why):
    with pytest.raises(FormulaError, match=why):
        to_mathml(latex, is_display=True)


def test_the_deepest_formula_allowed_is_converted():
    assert to_mathml("{" * 50 + "x" + "}" * 50, is_display=False)
    assert to_mathml(r"\sqrt " * 499 + "x", is_display=False)


@pytest.mark.parametrize(
    "text",
    ["[" * 20_000, "$" * 20_000, "$a " * 6_000, "*a " * 6_000, "![" * 10_000, "[a](" * 5_000,
     "$x$ " * 5_000, "\\" * 19_999 + "$", "> " * 9_000, "$" + "{" * 19_000 + "$", "x" * 10_000_000],
    ids=lambda text: text[:4],
)  # fmt: skip
def test_hostile_markdown_takes_bounded_time(text):
    start = time.process_time()
    render_markdown(text)
    assert time.process_time() - start < 15


@given(st.text(alphabet="ab1 $\\{}_^*`[]()<>&|-\n#", max_size=60))
def test_any_markdown_renders_without_a_style_or_a_script(text):
    html = render_markdown(text)
    assert isinstance(html, SafeString)
    assert " style=" not in html
    assert "<script" not in html
    render_inline(text)


@pytest.mark.parametrize("text", ["\ud800 $x$", "\x00", "$\udfff$", "$\x00$"])
def test_characters_that_are_none_do_not_stop_a_page(text):
    render_markdown(text).encode()


def test_html_is_shown_as_it_was_written():
    assert render_inline("1 <b>x</b> 2") == "1 &lt;b&gt;x&lt;/b&gt; 2"


def test_a_text_beyond_the_limit_is_not_parsed():
    assert render_markdown("x" * 20_001) == (
        "<p>The text has 20,001 characters; at most 20,000 are shown.</p>"
    )


def test_a_text_is_rendered_once():
    render_markdown("cached **once**")
    assert render_markdown("cached **once**") is render_markdown("cached **once**")


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (LESSON[0], "floor of fraction W minus F plus 2 P over S end fraction end floor plus 1"),
        (LESSON[2], "128 times 128 times 3 times 256 equals 12,582,912 weights"),
        (r"\frac{9}{2} = 4.5", "9 over 2 equals 4.5"),
        (r"x^2 + y^3 - z^{n+1}", "x squared plus y cubed minus z to the power n plus 1"),
        (r"\sum_{m=0}^{F} K_m", "sum over m equals 0 up to F, K sub m"),
        (r"\mathbf{x} \le \sqrt{2}", "x is at most square root of 2"),
        (LESSON[5], "a equals b; c equals d"),
        ("", ""),
    ],
)
def test_formulas_have_a_form_in_words(latex, words):
    assert speak(latex) == words


@given(st.text(alphabet="ab1{}_^\\& \\frac\\sqrt\\text", max_size=80))
def test_any_formula_is_spoken(latex):
    speak(latex)


def test_a_formula_nested_beyond_all_reason_is_spoken():
    speak("{" * 2000 + r"\sqrt" * 2000 + "}" * 5000)


def test_a_mark_stays_on_the_line_of_its_formula():
    shown = render_inline("With padding $P$, and stride ($S$), it is $7$.")

    assert shown.count('<span class="math-word">') == 3
    assert "</math>,</span> and" in shown
    assert '<span class="math-word">(<math' in shown
    assert shown.endswith("</math>.</span>")
    assert "math-word" not in render_inline("$P$ is the padding")


def test_a_grid_is_a_table_with_a_name_and_a_size():
    html = render_markdown(
        "Look:\n\n```grid image\n 1 -2\n 3  0\n```\n\n```grid kernel\n1 2\n```\n"
    )
    assert html.count('<div class="arrays">') == 1, "neighbours stand side by side"
    assert html.count('<table class="array">') == 2
    assert '<caption>image <span class="array__shape">2 × 2</span></caption>' in html
    assert '<tr><td>1</td><td>−2</td></tr><tr><td>3</td><td class="is-zero">0</td></tr>' in html


def test_grids_with_text_between_them_stand_apart_and_wide_ones_are_reached_by_keyboard():
    wide = " ".join("123456789")
    html = render_markdown(f"```grid a\n1\n```\n\nand\n\n```grid b\n{wide}\n```\n")
    assert html.count('<div class="arrays">') == 2
    assert html.count('tabindex="0" role="group" aria-label="b, 1 × 9"') == 1


def test_nothing_in_a_grid_is_taken_for_html():
    html = render_markdown('```grid <b>x</b>" onload="a\n<script>1</script> 2\n```\n')
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;1&lt;/script&gt;" in html


def test_a_block_of_code_stays_code():
    assert '<code class="language-python">' in render_markdown("```python\ngrid = 1\n```\n")
