"""The words of a message: at most 160 GSM-7 characters, rendered only when it is sent (ux.md §5.5)."""

from __future__ import annotations

from queue_app.errors import N_
from queue_app.line.ticket import ACTIVE, Status

TEMPLATES = {
    "ticket-issued": N_(
        "{site}: nomor antrean Anda {number}. Konfirmasi kedatangan di lokasi agar dipanggil. Cek: {url}"
    ),
    "called": N_("{site}: {number} dipanggil ke {counter}, lantai {floor}. Silakan menuju loket sekarang."),
    "missed": N_("{site}: {number} terlewat. Anda masih dapat kembali mengantre dari halaman tiket: {url}"),
    "survey": N_("{site}: terima kasih. Mohon nilai pelayanan kami, 9 pertanyaan: {survey_url}"),
    "survey-reminder": N_("{site}: bila belum sempat, mohon nilai pelayanan kami sampai {until}: {survey_url}"),
}

#: While which states of its ticket a message is true; it is not sent afterwards (an undone call, somebody who left).
TRUE_WHILE = {
    "ticket-issued": frozenset(ACTIVE),
    "called": frozenset({Status.CALLED}),
    "missed": frozenset({Status.NO_SHOW}),
    "survey": frozenset({Status.SERVED}),
    "survey-reminder": frozenset({Status.SERVED}),
}

#: Messages that ask for an answer: not sent to who has given it, or cannot any more.
ASKING = frozenset({"survey", "survey-reminder"})


def render(template: str, values: dict[str, str], own: str | None = None) -> str:
    """The text of a message: in a mall's `own` words where they can be filled, else in the product's. Raises KeyError
    when a value is missing.
    """
    if own:
        try:
            return own.format(**values)
        except (KeyError, IndexError, ValueError):
            pass  # words that were checked when written; a message is never lost over them
    return TEMPLATES[template].format(**values)
