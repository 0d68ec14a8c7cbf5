"""The files of the pages keep what the look promises: contrast, size, policy and origin."""

import hashlib
import json
import re
import shutil
from itertools import product

import pytest
from django.conf import settings

from examcenter.static_storage import HashedStaticFiles

STATIC = settings.BASE_DIR / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
STYLES = sorted((STATIC / "css").glob("*.css"))
MODULES = sorted((STATIC / "js").glob("*.js"))
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())

GROUNDS = ("paper", "field", "shade")
INKS = ("ink", "muted", "accent", "right", "wrong", "note")
PAIRS = [
    *product(INKS, GROUNDS),
    *((ink, f"{ink}-shade") for ink in ("accent", "right", "wrong", "note")),
    *(("ink", f"{tone}-shade") for tone in ("accent", "right", "wrong", "note")),
    *product(("code-keyword", "code-string", "code-number"), ("field", "shade")),
    ("paper", "accent"),
    ("paper", "ink"),
    ("ink", "select"),
]


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def _schemes() -> dict[str, dict[str, str]]:
    light, _, dark = (STATIC / "css/tokens.css").read_text().partition("prefers-color-scheme: dark")
    return {"light": _tokens(light), "dark": _tokens(dark.partition("\n}\n")[0])}


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS, ids=lambda name: name)
def test_every_pair_of_colours_can_be_read(scheme, ink, ground):
    tokens = _schemes()[scheme]
    assert _contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "field"])
def test_the_edge_of_a_field_can_be_seen(scheme, ground):
    tokens = _schemes()[scheme]
    assert _contrast(tokens["edge"], tokens[ground]) >= 3


def test_the_dark_scheme_gives_every_colour_of_the_light_one():
    schemes = _schemes()
    assert schemes["dark"].keys() == schemes["light"].keys()


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_names_colours_by_custom_properties_only(path):
    rules = re.sub(r"--[a-z-]+: #[0-9a-f]{6};", "", path.read_text())
    rules = rules.partition("@media print")[0]
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|rgba?\(|hsla?\(", rules)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_names_no_left_and_no_right(path):
    sides = "left|right|top|bottom"
    physical = rf"(?:margin|padding|border)-(?:{sides})\b|(?<![-\w])(?:{sides}):"
    assert not re.findall(physical, path.read_text())
    assert not re.findall(r"(?:align|float|clear): (?:left|right)", path.read_text())


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_can_be_read_in_one_go(path):
    assert len(path.read_text().splitlines()) <= 300


def test_a_component_is_described_in_one_place():
    homes: dict[str, set[str]] = {}
    for path in STYLES:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        # What a rule within a media query adds is not the component's own rule.
        whole = re.sub(r"@[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", text)
        for selectors in re.findall(r"([^{}]+)\{", whole):
            for one in selectors.split(","):
                if re.fullmatch(r"\.[a-z_-]+", one.strip()):
                    homes.setdefault(one.strip(), set()).add(path.name)
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}
    assert len(homes) > 100


# Names of blocks and elements that look as their surroundings do, and hooks of scripts.
_BARE = {
    *("answers", "array__shape", "build-top", "calculator", "case__name", "check"),
    *("counts__item", "diff__line", "header__link", "history", "input--file", "paper__prompt"),
    *("pool-now", "problems", "proof", "publish__state", "roll", "row__best", "rules__save"),
    *("section__empty", "slot__what", "tools__flag", "topic", "trace--whole", "unit"),
}


def _classes_of(text: str) -> set[str]:
    """Return the classes that a template names whole; what it makes up as it goes is left out."""
    bare = re.sub(r"--\{%.*?\{% endif %\}", "--", text)
    bare = re.sub(r"\{\{.*?\}\}", "--", re.sub(r"\{%.*?%\}", " ", bare))
    names = {name for value in re.findall(r'\sclass="([^"]*)"', bare) for name in value.split()}
    return {name for name in names if not name.endswith("--")}


def test_every_class_of_a_template_is_described():
    described = {
        name
        for path in [*STYLES, STATIC / "questions/rendering.css"]
        for name in re.findall(r"\.([a-z][a-z0-9_-]*)", path.read_text())
    }
    used = {path.name: _classes_of(path.read_text()) for path in TEMPLATES}
    unknown = {name: names - described - _BARE for name, names in used.items()}
    assert {name: names for name, names in unknown.items() if names} == {}
    assert len(set().union(*used.values())) > 200


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_can_be_read_in_one_go(path):
    assert len(path.read_text().splitlines()) <= 150


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_first_what_it_takes(path):
    assert re.match(r"\{# .+ #\}\n", path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_nothing_that_the_policy_forbids(path):
    text = path.read_text()
    assert not re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", text)


@pytest.mark.parametrize("path", [*TEMPLATES, *STYLES, *MODULES], ids=lambda path: path.name)
def test_nothing_is_fetched_from_elsewhere(path):
    assert not re.findall(r"(?:https?:)?//(?!www\.w3\.org/)[a-z]+\.", path.read_text())


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["file"])
def test_a_vendored_file_is_the_one_that_was_built(entry):
    content = (VENDOR / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["file"])
def test_a_vendored_file_carries_its_licences(entry):
    licences = (VENDOR / entry["licence_file"]).read_text()
    for package in entry["packages"]:
        assert f"{package['name']} {package['version']} ({package['licence']})" in licences


def test_nothing_is_vendored_beside_the_manifest():
    known = {entry[key] for entry in MANIFEST for key in ("file", "licence_file")}
    assert {path.name for path in VENDOR.iterdir()} == known | {"manifest.json"}


def test_modules_import_each_other_by_their_content(tmp_path):
    for folder in ("js", "vendor"):
        shutil.copytree(STATIC / folder, tmp_path / folder)
    storage = HashedStaticFiles(location=tmp_path, base_url="/static/")
    files = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.js")]
    problems = [
        result
        for _, _, result in storage.post_process({name: (storage, name) for name in files})
        if isinstance(result, Exception)
    ]
    assert problems == []
    imports = [
        target
        for path in (tmp_path / "js").glob("*.????????????.js")
        for target in re.findall(r'from "(.+)"', path.read_text())
    ]
    assert len(imports) >= 5
    assert all((tmp_path / "js" / target).exists() for target in imports)
    assert all(re.search(r"\.[0-9a-f]{12}\.js$", target) for target in imports)


def test_an_address_is_looked_up_once_and_again_after_files_were_collected(tmp_path, settings):
    settings.DEBUG = False
    (tmp_path / "page.css").write_text("p { margin: 0 }")
    storage = HashedStaticFiles(location=tmp_path, base_url="/static/")

    def collect() -> str:
        files = {"page.css": (storage, "page.css")}
        assert not [done for *_, done in storage.post_process(files) if isinstance(done, Exception)]
        return storage.url("page.css")

    first = collect()
    assert re.fullmatch(r"/static/page\.[0-9a-f]{12}\.css", first)
    storage.hashed_files.clear()
    assert storage.url("page.css") == first
    (tmp_path / "page.css").write_text("p { margin: 1px }")
    assert collect() != first
    settings.DEBUG = True
    assert storage.url("page.css") == "/static/page.css"


def test_the_lock_file_pins_every_package_without_an_address():
    lock = json.loads((settings.BASE_DIR / "scripts/assets/package-lock.json").read_text())
    packages = {name: data for name, data in lock["packages"].items() if name}
    assert packages
    assert all("integrity" in data and "resolved" not in data for data in packages.values())
