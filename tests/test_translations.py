"""Every sentence for people goes through gettext, in Indonesian as these pages write it (ux.md §5)."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

from queue_app.catalogue.search import search
from queue_app.web.appearance import LANGUAGES
from tests.queue_app.catalogue.make import gmsc

ROOT = Path(__file__).parent.parent
PARTS = ("queue_app", "survey", "display", "kiosk")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}

#: Spellings that KBBI does not have, and foreign words that have an Indonesian one (ux.md §5.2).
MISSPELT = r"antri|antrian|ngantri|silahkan|silakhan|nomer|ijin|praktek|jadual|kamu|konter"
FOREIGN = (
    r"mall|scan|download|upload|link|hp|handphone|tenant|customer|vip|jalur khusus|eta|estimasi|reschedule|online|oops"
)
WRONG = re.compile(rf"\b({MISSPELT}|{FOREIGN})\b", re.IGNORECASE)
#: Nobody is shouted at; the national complaint service is called so.
LOUD = re.compile(r"(?<!LAPOR)!")

PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")

#: Blocks of templates that fill an attribute, not the page.
ATTRIBUTES = r"\{%-?\s*block (theme|main_class|body_attrs)\b.*?endblock\s*-?%\}"


def sentences() -> list[tuple[str, int, str]]:
    found = []
    for part in PARTS:
        for name, line, message, *_ in extract_from_dir(ROOT / part, METHODS, keywords=KEYWORDS):
            for one in message if isinstance(message, tuple) else (message,):
                found.append((f"{part}/{name}", line, one))
    return found


def test_the_sentences_can_be_extracted_for_translators() -> None:
    assert len(sentences()) > 200


def test_people_read_standard_indonesian() -> None:
    said = [(file, line, PLACES.sub("", text)) for file, line, text in sentences()]
    assert [s for s in said if WRONG.search(s[2]) or LOUD.search(s[2])] == []


def test_the_catalogue_and_the_scripts_spell_as_the_pages_do() -> None:
    """What people typed (aliases) is spelt as they type it, and official papers are called what they are called."""
    catalogue = ROOT / "queue_app/catalogue/gmsc"
    with (catalogue / "services.csv").open(encoding="utf-8") as opened:
        read = [(row["code"], row["name"]) for row in csv.DictReader(opened)]
    standards = (catalogue / "standards.toml").read_text(encoding="utf-8").splitlines()
    read += [(line, line) for line in standards if "://" not in line]
    scripts = (file for part in PARTS for file in (ROOT / part).rglob("static/**/*.js") if "vendor" not in file.parts)
    read += [(file.name, file.read_text(encoding="utf-8")) for file in scripts]
    assert len(read) > 200
    assert [where for where, text in read if re.search(rf"\b({MISSPELT})\b", text, re.IGNORECASE)] == []


@pytest.mark.parametrize("part", PARTS)
def test_a_no_leaves_no_sentence_outside_gettext(part: str) -> None:
    """What Refused and its field errors say is marked for translators where it is written; only the operator hears
    of backups, in plain strings.
    """
    loose = []
    for file in set((ROOT / part).rglob("*.py")) - set((ROOT / "queue_app/backup").iterdir()):
        for said in _said(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(said, ast.Constant | ast.JoinedStr) and getattr(said, "value", "") != "":
                loose.append((str(file.relative_to(ROOT)), said.lineno, ast.unparse(said)))
    assert loose == []


def _said(tree: ast.Module) -> Iterator[ast.expr]:
    """The value of every `"message": …` in a dict, every `sentence=…` of a call and of a class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from (value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "message")
        elif isinstance(node, ast.Call):
            yield from (word.value for word in node.keywords if word.arg == "sentence")
        elif isinstance(node, ast.ClassDef):
            for line in node.body:
                if isinstance(line, ast.Assign | ast.AnnAssign) and line.value is not None:
                    names = line.targets if isinstance(line, ast.Assign) else [line.target]
                    yield from (line.value for name in names if ast.unparse(name) == "sentence")


@pytest.mark.parametrize("part", PARTS)
def test_templates_leave_no_sentence_outside_gettext(part: str) -> None:
    loose = []
    for file in (ROOT / part).rglob("templates/**/*.html"):
        bare = re.sub(ATTRIBUTES, " ", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", bare, flags=re.DOTALL)
        loose += [(file.name, words) for words in re.findall(r"[A-Za-zÀ-ÿ]{3,}(?:\s+[A-Za-zÀ-ÿ]{2,})+", bare)]
    assert loose == []


#: What the public reads; the office and the operator read Indonesian.
FOR_THE_PUBLIC = (
    *(
        "queue_app/citizen",
        "queue_app/line",
        "queue_app/live",
        "queue_app/notify",
        "queue_app/templates",
        "queue_app/web",
    ),
    *("survey/respondent", "survey/public", "kiosk"),
    *("queue_app/errors.py", "queue_app/idempotency.py", "queue_app/catalogue/hours.py"),
    *(
        "queue_app/catalogue/directory.py",
        "queue_app/catalogue/texts.py",
        "survey/tokens.py",
        "survey/responses.py",
        "survey/instrument.py",
        "survey/forum.py",
        "survey/periods.py",
    ),
)
#: Pages and paper of staff within the public's folders.
FOR_STAFF = re.compile(
    r"(?:^|/)(?:settings_views|panel_views|proof)\.py$|/kiosk/(?:settings|panel|proof|specimen)\.html$"
)
CATALOGUES = sorted((ROOT / "queue_app/translations").glob("*/LC_MESSAGES/messages.po"))


def read_by_the_public() -> set[str | tuple[str, ...]]:
    found: set[str | tuple[str, ...]] = set()
    for place in FOR_THE_PUBLIC:
        if place.endswith(".py"):
            found |= {one[1] for one in extract_from_file("python", ROOT / place, keywords=KEYWORDS)}
        else:
            methods = [*METHODS, ("**.html", "jinja2")]
            told = extract_from_dir(ROOT / place, methods, keywords=KEYWORDS)
            found |= {one[2] for one in told if not FOR_STAFF.search(one[0])}
    return found


def test_every_language_offered_has_a_catalogue() -> None:
    assert {file.parts[-3] for file in CATALOGUES} == set(LANGUAGES) - {"id"}


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_a_catalogue_says_everything_the_public_reads_and_nothing_else(file: Path) -> None:
    kept = {message.id: message.string for message in catalogue(file) if message.id}
    asked = read_by_the_public()
    assert asked - set(kept) == set(), "not translated"
    assert set(kept) - asked == set(), "said nowhere any more"
    assert [said for said, meant in kept.items() if not (all(meant) if isinstance(meant, tuple) else meant)] == []


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_a_translation_has_the_places_of_its_source(file: Path) -> None:
    wrong = []
    for message in catalogue(file):
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        places = set(PLACES.findall(" ".join(sources)))
        for meant in message.string if isinstance(message.string, tuple) else (message.string,):
            wrong += [meant] if set(PLACES.findall(meant)) - places or places - set(PLACES.findall(meant)) else []
    assert [one for one in wrong if one] == []


#: Words of another register or spelling than the catalogue has chosen (its first lines): ngoko, a second form of a word
#: that is written otherwise everywhere else, clock times as hours ("tabuh 10.20", but "2 jam").
OTHER_JAVANESE = re.compile(
    r"\b(mboten|ora|wis|sing|iki|iku|punika|leren|ilang|nama|daftar|syarat|setunggal|manawi|mendhet|tuduhaken|ngriki"
    r"|ngandheg|papan tengga|dipuntepang|upaminipun|gedhekaken|panggolekan|mbenjing|dipun)\b|\bjam %\(",
    re.IGNORECASE,
)


def test_javanese_keeps_to_the_register_it_has_chosen() -> None:
    (file,) = (one for one in CATALOGUES if one.parts[-3] == "jv")
    said = (
        text
        for one in catalogue(file)
        if one.id
        for text in ((one.string,) if isinstance(one.string, str) else one.string or ())
    )
    assert [text for text in said if OTHER_JAVANESE.search(text)] == []


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_what_a_search_field_suggests_is_found_in_every_language(file: Path) -> None:
    suggested = {m.id: str(m.string) for m in catalogue(file) if isinstance(m.id, str) and "KTP hilang" in m.id}
    assert len(suggested) == 3
    for said in suggested.values():
        words = re.search(r"KTP \w+|lost ID card", said)
        assert words
        assert search(gmsc(), words[0])[0].service.code == "DKC-KTP-HILANG", said


def catalogue(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale=file.parts[-3])
