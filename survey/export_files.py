"""Anonymous answers as files: a tidy CSV with its codebook and the syntax that reads it into SPSS or R, and a table of
raw answers by the numbers of the unsur, for systems of the province.

Both scripts were run in November 2026, by hand, with PSPP 1.6.2 and R 4.2.2 (SPSS itself was not at hand), over 600
answers with blanks, commas, quotes and umlauts, and over a questionnaire whose words hold quotes, line breaks and
backslashes: means and index were those of `flask skm score`. The suite needs neither program: it reads both scripts
back token by token (every string closed, every word of the questionnaire unchanged, no line longer than SPSS takes).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from queue_app.spreadsheets import as_text
from survey.anonymous import COLUMNS, HIDDEN, UNSAID, Anonymous
from survey.questionnaire import Instrument, ProfileField

#: Column of the files → what it holds.
NAMES = {"agency": "instansi", "service": "layanan"}
LABELS = {"periode": "Periode survei", "instansi": "Kode instansi", "layanan": "Kode layanan"}


def bundle(data: Anonymous) -> bytes:
    """A ZIP: jawaban.csv, kodebuk.csv, baca.sps, baca.R."""
    files = {
        "jawaban.csv": answers_csv(data),
        "kodebuk.csv": codebook_csv(data.instrument),
        "baca.sps": spss_syntax(data.instrument),
        "baca.R": r_script(data.instrument),
    }
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text.encode())
    return packed.getvalue()


def answers_csv(data: Anonymous) -> str:
    """One row per respondent: the period, then the columns, then a score for each unsur key."""
    head = ["periode", *_columns(), *data.instrument.keys]
    keys = [*COLUMNS, *data.instrument.keys]
    return _csv([head, *([data.period, *(row.get(key, "") for key in keys)] for row in data.rows)])


def codebook_csv(used: Instrument) -> str:
    """Column, label, value, meaning: one line per value, in the words of the questionnaire."""
    return _csv([["kolom", "label", "nilai", "arti"], *_codes(used)])


def spss_syntax(used: Instrument) -> str:
    """Syntax that reads jawaban.csv and labels everything (SPSS or PSPP)."""
    kinds = [f"{name} A40" for name in ("periode", *_columns())] + [f"{key} F1.0" for key in used.keys]
    lines = [
        "* Ubah alamat berkas bila perlu.",
        "GET DATA /TYPE=TXT /FILE='jawaban.csv' /ENCODING='UTF8' /DELIMITERS=',' /QUALIFIER='\"'",
        _command("  /ARRANGEMENT=DELIMITED /FIRSTCASE=2 /VARIABLES=", kinds),
    ]
    labels = {name: label for name, label, _value, _words in _codes(used)}
    lines += [f"VARIABLE LABELS {name} {_quoted(label)}." for name, label in labels.items()]
    for unsur in used.unsur:
        values = [f"{score} {_quoted(word)}" for score, word in enumerate(unsur.options, used.least)]
        lines.append(_command(f"VALUE LABELS {unsur.key}", values))
    for one in used.profile:
        values = [f"{_quoted(value)} {_quoted(label)}" for value, label in _meanings(one)]
        lines.append(_command(f"VALUE LABELS {one.key}", values))
    lines.append(_command("DESCRIPTIVES VARIABLES=", [*used.keys, "/STATISTICS=MEAN"]))
    return "\n".join([*lines, ""])


def r_script(used: Instrument) -> str:
    """A script in base R that reads jawaban.csv, makes factors of all that has words, and shows NRR and index."""
    names = _vector(["periode", *_columns(), *used.keys])
    kinds = f'c(rep("character", {1 + len(COLUMNS)}), rep("integer", {len(used.keys)}))'
    # Bytes are marked as UTF-8, never converted: in a C locale a conversion drops rows at the first umlaut.
    read = f'"jawaban.csv", encoding = "UTF-8", col.names = {names}, colClasses = {kinds}, na.strings = ""'
    lines = [f"skm <- read.csv({read})"]
    for one in used.profile:
        values, words = zip(*_meanings(one), strict=True)
        lines.append(f"skm${one.key} <- factor(skm${one.key}, levels = {_vector(values)}, labels = {_vector(words)})")
    lines += [f"# {unsur.key}: {_on_one_line(unsur.question)}" for unsur in used.unsur]
    keys = _vector(used.keys)
    lines.append(f"unsur <- {keys}")
    lines.append("nrr <- colMeans(skm[unsur], na.rm = TRUE)")
    lines.append("indeks <- 25 * mean(nrr)")
    lines += ["print(nrr, digits = 7)", "print(indeks, digits = 7)"]
    return "\n".join([*lines, ""])


def raw_table(data: Anonymous, title: str) -> bytes:
    """The raw answers as a workbook: No., U1 … U9, then sums and NRR as numbers.

    U8 is always the unsur that the regulation's text numbers 8 (pengaduan), in whatever order the house asks or prints:
    a setting of paper must never move a column of data. The key under each number says which unsur it is.
    """
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Olah data SKM")
    bold, third = book.add_format({"bold": True}), book.add_format({"bold": True, "num_format": "0.000"})
    sheet.write_string(0, 0, title, bold)
    unsur = data.instrument.unsur
    sheet.write_row(2, 0, ["No.", *(f"U{n}" for n in range(1, len(unsur) + 1))], bold)
    sheet.write_row(3, 0, ["", *(one.key for one in unsur)])
    for number, row in enumerate(data.rows, 1):
        sheet.write_row(3 + number, 0, [number, *(row.get(one.key, "") for one in unsur)])
    last = 4 + len(data.rows)
    columns = [[int(row[u.key]) for row in data.rows if u.key in row] for u in unsur]
    sheet.write_row(last, 0, ["Jumlah", *(sum(scores) for scores in columns)], bold)
    sheet.write_row(last + 1, 0, ["NRR", *(sum(scores) / len(scores) for scores in columns)], third)
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, len(unsur), 13)
    sheet.freeze_panes(4, 1)
    sheet.repeat_rows(2, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return made.getvalue()


def _columns() -> list[str]:
    return [NAMES.get(name, name) for name in COLUMNS]


def _meanings(field: ProfileField) -> list[tuple[str, str]]:
    """Each value that a profile column may hold, and its words."""
    return [*((c.value, c.label) for c in field.choices), (UNSAID, "Tidak diisi"), (HIDDEN, "Disamarkan")]


def _codes(used: Instrument) -> Iterable[tuple[str, str, str, str]]:
    for name, label in LABELS.items():
        yield name, label, "", ""
    for one in used.profile:
        for choice in one.choices:
            yield one.key, one.label, choice.value, choice.label
        yield one.key, one.label, UNSAID, "Tidak diisi"
        yield one.key, one.label, HIDDEN, "Disamarkan: kurang dari 5 responden dengan gabungan ciri ini"
    for unsur in used.unsur:
        for score, word in enumerate(unsur.options, used.least):
            yield unsur.key, unsur.question, str(score), word


def _csv(rows: Iterable[Sequence[object]]) -> str:
    file = StringIO()
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([as_text(cell) for cell in row])
    return "\ufeff" + file.getvalue()


def _command(words: str, values: Sequence[str]) -> str:
    """A command of SPSS with a value a line: SPSS cuts lines after 256 bytes. A full stop at a line's end ends it."""
    return "\n    ".join([words, *values]) + "."


def _quoted(text: str) -> str:
    """A text of SPSS syntax."""
    doubled = _on_one_line(text).replace("'", "''")
    return f"'{doubled}'"


def _vector(values: Sequence[str]) -> str:
    """A character vector of R."""
    return "c(" + ", ".join(f'"{_escaped(value)}"' for value in values) + ")"


def _escaped(text: str) -> str:
    """In ASCII, so that R reads it alike in every locale."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if " " <= c <= "~" else f"\\U{ord(c):08x}" for c in plain)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
