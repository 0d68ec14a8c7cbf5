"""What a file or pasted lines say, in every form that other programs save."""

import codecs

import pytest

from examcenter.courses.errors import RosterRefused, RosterTooLarge
from examcenter.courses.roster.decoding import LARGEST_BYTES, MOST_LINES
from examcenter.courses.roster.reading import read_file, read_text

TEXT = "First name;Surname;E-mail;Group;Role\nZoë;Müller;Zoe@Example.org;A|B;Tutor\n"


def only(reading):
    (person,) = reading.people
    assert reading.unreadable == ()
    return person


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("latin-1"), "Latin-1"),
        (TEXT.replace("\n", "\r\n").encode("cp1252"), "Latin-1"),
        (TEXT.replace("\n", "\r").encode(), "UTF-8"),
    ],
)
def test_every_usual_encoding_is_found_out(content, encoding):
    reading = read_file(content)
    person = only(reading)
    assert reading.encoding == encoding
    assert (person.first_name, person.last_name) == ("Zoë", "Müller")
    assert person.email == "zoe@example.org"
    assert (person.groups, person.role) == (("A", "B"), "assistant")


@pytest.mark.parametrize(
    ("delimiter", "words"), [(";", "semicolons"), (",", "commas"), ("\t", "tabs"), ("|", "bars")]
)
def test_every_usual_delimiter_is_found_out(delimiter, words):
    text = delimiter.join(["e-mail", "name"]) + "\n" + delimiter.join(["a@b.org", "Ada L"]) + "\n"
    reading = read_text(text)
    assert reading.delimiter == words
    assert only(reading).last_name == "L"


def test_excel_may_name_its_delimiter_in_the_first_line():
    reading = read_text("sep=;\nname;email\nLovelace, Ada;ada@example.org\n")
    person = only(reading)
    assert (person.first_name, person.last_name, person.line) == ("Ada", "Lovelace", 3)


@pytest.mark.parametrize(
    "heading",
    [
        "email,first name,last name",
        "E-Mail,Vorname,Nachname",
        "MAIL,Given_Name,Family-Name",
        "Courriel,Prénom,Nom",
        "Correo electrónico,Nombre,Apellidos",
        "email address,firstname,name",
    ],
)
def test_columns_are_known_by_their_usual_names(heading):
    person = only(read_text(f"{heading}\nada@example.org,Ada,Lovelace\n"))
    assert (person.first_name, person.last_name) == ("Ada", "Lovelace")


def test_columns_stand_in_any_order_and_others_are_left_out():
    text = "Grade,Surname,Role,Username,First name\n1.0,Lovelace,student,ada,Ada\n"
    reading = read_text(text)
    person = only(reading)
    assert (person.username, person.first_name, person.last_name) == ("ada", "Ada", "Lovelace")
    assert reading.columns == ("last name", "role", "username", "first name")


@pytest.mark.parametrize(
    ("line", "name", "email"),
    [
        ("ada@example.org", ("", ""), "ada@example.org"),
        ("Ada Lovelace <ada@example.org>", ("Ada", "Lovelace"), "ada@example.org"),
        ('"Lovelace, Ada" <ada@example.org>', ("Ada", "Lovelace"), "ada@example.org"),
        ("Ada Lovelace ada@example.org", ("Ada", "Lovelace"), "ada@example.org"),
        ("Ada\tLovelace\tada@example.org", ("Ada", "Lovelace"), "ada@example.org"),
        ("ada@example.org, Ada King Lovelace", ("Ada King", "Lovelace"), "ada@example.org"),
        ("Ada,Lovelace,ada@example.org,assistant", ("Ada", "Lovelace"), "ada@example.org"),
    ],
)
def test_pasted_lines_need_no_heading(line, name, email):
    person = only(read_text(f"{line}\n"))
    assert (person.first_name, person.last_name) == name
    assert person.email == email


def test_every_bad_line_is_named_with_its_number_and_the_good_ones_are_read():
    text = (
        "e-mail,username,role,name\n"
        "ada@example.org,ada,student,Ada\n"
        "\n"
        "nobody-at-example.org,,student,Ben\n"
        ",,student,Cleo\n"
        "dan@example.org,dan,dean,Dan\n"
        "eve@example.org,e v e,student,Eve\n"
        "mallory@example.org,ada@example.org,student,Mallory\n"
    )
    reading = read_text(text)
    assert [person.email for person in reading.people] == ["ada@example.org"]
    whys = {bad.line: bad.why for bad in reading.unreadable}
    assert list(whys) == [4, 5, 6, 7, 8]
    assert "expected an address like" in whys[4]
    assert whys[5] == "no e-mail address and no username"
    assert "expected student, assistant, teacher or owner" in whys[6]
    assert "username: found 'e v e'" in whys[7]
    assert "looks like an e-mail address" in whys[8]


def test_a_cell_over_several_lines_does_not_shift_the_numbers():
    reading = read_text('email,name\n"ada@example.org","Ada\nLovelace"\nbad,Ben\n')
    assert only_person(reading).last_name == "Lovelace"
    assert reading.unreadable[0].line == 4


def only_person(reading):
    (person,) = reading.people
    return person


def test_a_workbook_and_other_binaries_are_refused_in_words():
    with pytest.raises(RosterRefused, match="workbook of a spreadsheet"):
        read_file(b"PK\x03\x04" + bytes(50))
    with pytest.raises(RosterRefused, match="no text that can be read"):
        read_file(b"\x89IMG" + bytes(range(256)))
    with pytest.raises(RosterRefused, match="does not fit its encoding"):
        read_file(codecs.BOM_UTF16_LE + b"a")


def test_more_than_is_taken_is_refused_before_it_is_read():
    with pytest.raises(RosterTooLarge, match=f"at most {LARGEST_BYTES:,} are taken"):
        read_file(b"a" * (LARGEST_BYTES + 1))
    with pytest.raises(RosterTooLarge, match=f"at most {MOST_LINES:,} are taken"):
        read_text("a@b.org\n" * (MOST_LINES + 2))


def test_names_lose_what_cannot_be_seen_and_keep_what_can():
    text = "name,e-mail\n\u202eAda\u200b  Love\x07lace,ada@example.org\n"
    person = only(read_text(text))
    assert (person.first_name, person.last_name) == ("Ada Love", "lace")


def test_our_own_export_is_read_back_as_it_was():
    person = only(read_text("first name,e-mail\n'=Ada,'+ada@example.org\n"))
    assert (person.first_name or person.last_name, person.email) == ("=Ada", "+ada@example.org")
