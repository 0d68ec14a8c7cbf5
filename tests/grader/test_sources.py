"""Which sources are taken, and what is said of the others."""

import pytest

from grader.errors import SourceRefused
from grader.sources import digest_of, read_source


def refusal(raw: bytes | str) -> SourceRefused:
    with pytest.raises(SourceRefused) as caught:
        read_source(raw)
    return caught.value


def test_it_takes_utf8_and_drops_a_byte_order_mark():
    assert read_source("# größe\n".encode("utf-8-sig")) == "# größe\n"


def test_it_refuses_a_source_that_is_too_large_and_says_the_limit(settings):
    settings.GRADER_SOURCE_LIMIT_BYTES = 10
    error = refusal(b"x" * 11)
    assert error.code == "source_too_large"
    assert "11 bytes" in str(error) and "10" in str(error)


def test_it_measures_bytes_not_characters(settings):
    settings.GRADER_SOURCE_LIMIT_BYTES = 10
    assert refusal("ü" * 6).code == "source_too_large"


def test_it_refuses_other_encodings_and_names_the_byte():
    error = refusal("x = 'größe'".encode("latin-1"))
    assert error.code == "source_not_utf8"
    assert "byte 8 is 0xf6" in str(error)


def test_it_refuses_half_a_surrogate_pair():
    assert refusal("x = '\ud800'").code == "source_not_utf8"


def test_it_refuses_a_nul_character_and_names_its_line():
    error = refusal(b"x = 1\ny = \x00")
    assert error.code == "source_not_text"
    assert "line 2" in str(error)


@pytest.mark.parametrize("raw", [b"", b"  \n\t\n", b"\xef\xbb\xbf"])
def test_it_refuses_an_empty_source(raw):
    assert refusal(raw).code == "source_empty"


def test_the_digest_is_of_the_text():
    assert digest_of("x") == "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
