"""Try a file of answers, then bring it in: the same reading both times, and nothing is kept before it is whole.

`tried` is the dry run: what the file would give, every fault by row and column, and where its own printed
figures contradict its rows. `packed` carries the rows that were understood to the confirmation, which
reads them as distrustfully as the file itself.
"""

from __future__ import annotations

import base64
import binascii
import csv
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import StringIO

from queue_app.errors import N_
from survey import ikm, sampling
from survey.answer_rows import Answers, understand
from survey.answer_table import HEAVIEST, BadFile, grids
from survey.ikm import Score, Tally
from survey.printed import Printed, contradictions
from survey.questionnaire import PROFILE_KEYS, Instrument

UNKNOWN_PROFILE = N_("Kolom {column}: {count} sel tidak dikenal dan disimpan kosong.")
BLANK_ROWS = N_("{count} baris kosong dilewati.")
SMALL_SAMPLE = N_("Responden {n}, minimal {required} untuk {population} orang yang dilayani: mutu tidak ditampilkan.")


@dataclass(frozen=True, slots=True)
class Tried:
    """What a file would give. With `answers.errors` there is no score and nothing may be kept."""

    answers: Answers
    score: Score | None
    warnings: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether every row was understood and there is at least one."""
        return not self.answers.errors and bool(self.answers.rows) and self.score is not None


def tried(
    file_name: str,
    data: bytes,
    used: Instrument,
    *,
    order: str | None = None,
    blanks: bool = False,
    services: Mapping[str, tuple[str, str]] | None = None,
    printed: Printed | None = None,
    population: int = 0,
) -> Tried:
    """Read a file without keeping anything. Figures that the importer typed (`printed`) win over those in the file.

    Raises BadFile, OrderNeeded.
    """
    answers = understand(grids(file_name, data), used, order=order, blanks=blanks, services=services)
    typed = printed or Printed()
    said = replace(
        answers.printed, index=typed.index or answers.printed.index, grade=typed.grade or answers.printed.grade
    )
    tallies = answers.tallies
    if answers.errors or not all(tallies.get(key, Tally()).n for key in used.keys):
        return Tried(answers, None, ())
    warnings = contradictions(used, tallies, said)
    warnings += [UNKNOWN_PROFILE.format(column=key, count=n) for key, n in answers.unknown_profile.items()]
    if answers.blank_rows:
        warnings.append(BLANK_ROWS.format(count=answers.blank_rows))
    n = len(answers.rows)
    if population and not sampling.adequate(n, population):
        required = sampling.required(population)
        warnings.append(SMALL_SAMPLE.format(n=n, required=required, population=population))
    return Tried(answers, ikm.score(used, tallies), tuple(warnings))


def packed(answers: Answers, used: Instrument) -> str:
    """The understood rows, and what the table says of itself, as text for a form: semantic keys, so that no order has
    to be stated again.
    """
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(["ringkasan", *used.keys, *PROFILE_KEYS, "layanan"])
    for row in answers.rows:
        profile = [row.profile.get(key, "") for key in PROFILE_KEYS]
        writer.writerow(["", *(row.scores.get(key, "") for key in used.keys), *profile, row.service or ""])
    said = answers.printed
    for label, values in (("Jumlah", said.sums), ("NRR", said.nrr)):
        if values:
            writer.writerow([label, *(values.get(key, "") for key in used.keys)])
    writer.writerow(["IKM", "" if said.index is None else said.index])
    writer.writerow(["Mutu", said.grade or ""])
    return base64.b64encode(zlib.compress(file.getvalue().encode(), 9)).decode()


def unpacked(text: str) -> bytes:
    """What `packed` made, as a CSV to be read like any file. Raises BadFile."""
    try:
        stream = zlib.decompressobj()
        data = stream.decompress(base64.b64decode(text, validate=True), HEAVIEST)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise BadFile(N_("Hasil pemeriksaan tidak utuh. Unggah berkasnya sekali lagi.")) from error
    if stream.unconsumed_tail or not stream.eof:
        raise BadFile(N_("Hasil pemeriksaan tidak utuh. Unggah berkasnya sekali lagi."))
    return data
