"""Templates: slots, formats, maths, and what is wrong with them."""

import pytest

from questions.engine.templates import TemplateError, compile_template, plain, with_thousands

NAMES = ("W", "F", "x")


def render(text, **row):
    texts = [name for name, value in row.items() if isinstance(value, str | tuple)]
    return compile_template(text, [*NAMES, *row], texts=texts).render(row)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{W}}", "227"),
        ("{{ W }}", "227"),
        ("{{W - 11}}", "216"),
        ("{{(W - 11) / 4}}", "54"),
        ("{{W / 2}}", "113.5"),
        ("{{1 / 3}}", "0.333333333333"),
        ("{{1 / 10 + 2 / 10}}", "0.3"),
        ("{{-W}}", "-227"),
        ("{{1 / 1000000}}", "0.000001"),
        ("{{W * 1000 | thousands}}", "227,000"),
        ("${{W * 1000 | thousands}}$", "$227{,}000$"),
        ("$a$ {{W * 1000 | thousands}} $b$", "$a$ 227,000 $b$"),
        ("$$ {{-W * 1000 | thousands}} $$", "$$ -227{,}000 $$"),
        (r"\$5 {{W * 1000 | thousands}}", r"\$5 227,000"),
        ("{{W / 4 | decimal 2}}", "56.75"),
        ("{{0.28 | percent 1}}", "28.0"),
        (r"\frac{{{W}}}{{{F}}}", r"\frac{227}{11}"),
        ("x_{{{W}}}^{2}", "x_{227}^{2}"),
        ("no slot", "no slot"),
        ("}} alone is LaTeX", "}} alone is LaTeX"),
        ("{{W > 2}}", "true"),
    ],
)
def test_it_renders(text, shown):
    assert render(text, W=227, F=11) == shown


def test_a_text_and_a_shape_stand_alone_in_their_slots():
    assert render("{{net}}", net="VGG") == "VGG"
    assert render("{{shape}} and ${{shape}}$", shape=(55, 55, 96)) == (
        r"55 x 55 x 96 and $55 \times 55 \times 96$"
    )


@pytest.mark.parametrize(
    ("text", "position", "found", "expected"),
    [
        ("ab {{V}}", 3, "unknown name 'V'", "one of"),
        ("{{W", 0, "{{W", "{{name}}"),
        ("{{W} x", 0, "{{W}", "{{name}}"),
        ("a {{ {W} }}", 2, "{{ {W} }}", "{{name}}"),
        ("{{}}", 0, "nothing", "an expression"),
        ("{{W | tousands}}", 0, "'tousands'", "did you mean thousands?"),
        ("{{W | decimal}}", 0, "'decimal'", "decimal 2"),
        ("{{W | thousands 2}}", 0, "'thousands 2'", "thousands"),
        ("{{W | decimal 99}}", 0, "99 places", "at most 12"),
        ("{{W.real}}", 0, "attribute", "only"),
        ("{{net + 1}}", 0, "net, which is a text", "a number"),
        ("{{net | thousands}}", 0, "the format thousands for net", "no format"),
        ("{{Wd}}", 0, "unknown name 'Wd'", "did you mean W?"),
    ],
)
def test_it_refuses_and_says_where(text, position, found, expected):
    with pytest.raises(TemplateError) as caught:
        compile_template(text, NAMES, texts=["net"])
    assert caught.value.position == position
    assert found in caught.value.found
    assert expected in caught.value.expected


def test_numbers_are_written_without_exponents():
    assert [plain(value) for value in (7.0, 4.5, 2**53, 1e15 + 0.5, 1e-7, -0.0)] == [
        "7",
        "4.5",
        "9007199254740992",
        "1000000000000000",
        "0.0000001",
        "0",
    ]
    assert with_thousands(-1234.5) == "-1,234.5"


def test_names_are_those_of_all_slots():
    template = compile_template("{{W}} {{F + x}} {{net}}", NAMES, texts=["net"])
    assert template.names == {"W", "F", "x", "net"}
